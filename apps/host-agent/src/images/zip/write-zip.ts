/**
 * A zip of a few large files, in bounded memory. Every header is of ZIP64, which every unzip of the last fifteen years
 * reads, so that a file's size need not be known before it is packed.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, crc32, createDeflateRaw } from 'node:zlib';
import { storageError } from '../../storage/storage-error.ts';

/** In which order they lie in the archive. `content`: a file's path, or the bytes themselves. */
export type ZipSource = { readonly name: string; readonly content: string | Buffer };

export type WriteZip = {
  /** Of the sources, before they are packed. */
  readonly onBytes: (count: number) => void;
  readonly signal: AbortSignal;
};

type Written = {
  readonly name: Buffer;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly compressedBytes: number;
  readonly sum: number;
};

const pieceBytes = 256 * 1024;
/** 4.5, the first with ZIP64. */
const version = 45;
const utf8Names = 0x0800;
const deflated = 8;
const elsewhere = 0xffffffff;
/** 1 January 1980: when an archive was packed says nothing about what is in it. */
const noDate = 0x00210000;

/** Flushed to the disk. The file must not be there yet. */
export async function writeZip(path: string, sources: readonly ZipSource[], write: WriteZip): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  try {
    const written: Written[] = [];
    let at = 0;
    for (const source of sources) {
      const entry = await pack(file, at, source, write);
      written.push(entry);
      at = entry.offset + localHeader(entry).length + entry.compressedBytes;
    }
    const directory = Buffer.concat(written.map(centralHeader));
    await file.write(directory, 0, directory.length, at);
    const end = endOf({ count: written.length, bytes: directory.length, offset: at });
    await file.write(end, 0, end.length, at + directory.length);
    await file.sync();
  } catch (error) {
    throw storageError(error);
  }
}

async function pack(
  file: FileHandle,
  offset: number,
  { name, content }: ZipSource,
  { onBytes, signal }: WriteZip,
): Promise<Written> {
  let sizeBytes = 0;
  let sum = 0;
  async function* source(): AsyncGenerator<Buffer> {
    for await (const piece of typeof content === 'string' ? piecesOf(content) : [content]) {
      signal.throwIfAborted();
      sizeBytes += piece.length;
      sum = crc32(piece, sum);
      onBytes(piece.length);
      yield piece;
    }
  }
  const empty = { name: Buffer.from(name), offset, sizeBytes: 0, compressedBytes: 0, sum: 0 };
  const start = offset + localHeader(empty).length;
  let at = start;
  // Disks are large and mostly packed or empty already: the lowest level takes most of what is to be had.
  const packing = createDeflateRaw({ level: constants.Z_BEST_SPEED, chunkSize: pieceBytes });
  await pipeline(
    Readable.from(source(), { objectMode: false }),
    packing,
    async (packed: AsyncIterable<Buffer>) => {
      for await (const part of packed) {
        await file.write(part, 0, part.length, at);
        at += part.length;
      }
    },
  );
  const entry = { ...empty, sizeBytes, compressedBytes: at - start, sum };
  const header = localHeader(entry);
  await file.write(header, 0, header.length, offset);
  return entry;
}

async function* piecesOf(path: string): AsyncGenerator<Buffer> {
  await using file = await open(path, 'r');
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function localHeader(entry: Written): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  const extra = wideFields([entry.sizeBytes, entry.compressedBytes]);
  writeFacts(header, 4, entry, extra);
  return Buffer.concat([header, entry.name, extra]);
}

function centralHeader(entry: Written): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(version, 4);
  const extra = wideFields([entry.sizeBytes, entry.compressedBytes, entry.offset]);
  writeFacts(header, 6, entry, extra);
  header.writeUInt32LE(elsewhere, 42);
  return Buffer.concat([header, entry.name, extra]);
}

/** What both headers say of a file, in the same order. */
function writeFacts(header: Buffer, at: number, { name, sum }: Written, extra: Buffer): void {
  header.writeUInt16LE(version, at);
  header.writeUInt16LE(utf8Names, at + 2);
  header.writeUInt16LE(deflated, at + 4);
  header.writeUInt32LE(noDate, at + 6);
  header.writeUInt32LE(sum, at + 10);
  header.writeUInt32LE(elsewhere, at + 14);
  header.writeUInt32LE(elsewhere, at + 18);
  header.writeUInt16LE(name.length, at + 22);
  header.writeUInt16LE(extra.length, at + 24);
}

function wideFields(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return extra;
}

type Directory = { readonly count: number; readonly bytes: number; readonly offset: number };

function endOf({ count, bytes, offset }: Directory): Buffer {
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(version, 12);
  end64.writeUInt16LE(version, 14);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(bytes), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + bytes), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(elsewhere, 12);
  end.writeUInt32LE(elsewhere, 16);
  return Buffer.concat([end64, locator, end]);
}

/** One file out of a zip, in bounded memory, to where the caller says: names in the archive lead nowhere. */
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { AppError } from '@busbar/shared/errors/app-error';
import { storageError } from '../../storage/storage-error.ts';
import { damaged, readAt, type ZipEntry } from './zip-directory.ts';

const localHeaderBytes = 30;
const localSignature = 0x04034b50;

/** Whether a file begins as a zip does. */
export async function isZip(path: string): Promise<boolean> {
  await using file = await open(path, 'r');
  const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
  return bytesRead === 4 && buffer.readUInt32LE(0) === localSignature;
}

/** A small one. @throws AppError `too-large`, `invalid-input` */
export async function readEntry(file: FileHandle, entry: ZipEntry, limitBytes: number): Promise<Buffer> {
  if (entry.sizeBytes > limitBytes)
    throw new AppError('too-large', `“${entry.name}” in the archive is larger than ${limitBytes} bytes.`);
  const parts: Buffer[] = [];
  await pour(file, entry, async (part) => {
    parts.push(part);
  });
  return Buffer.concat(parts);
}

export type Unzip = {
  readonly to: string;
  readonly onBytes: (count: number) => void;
  readonly signal: AbortSignal;
};

/** @throws AppError `invalid-input` when it is not what the archive says of it, `insufficient-storage` */
export async function unzipEntry(
  file: FileHandle,
  entry: ZipEntry,
  { to, onBytes, signal }: Unzip,
): Promise<void> {
  await using output = await open(to, 'w', 0o600);
  await pour(file, entry, async (part) => {
    signal.throwIfAborted();
    await output.writeFile(part).catch((error: unknown) => {
      throw storageError(error);
    });
    onBytes(part.length);
  });
  await output.sync();
}

/** Never more bytes than the archive has said, and exactly those. */
async function pour(file: FileHandle, entry: ZipEntry, take: (part: Buffer) => Promise<void>): Promise<void> {
  let bytes = 0;
  let sum = 0;
  const start = await startOf(file, entry);
  const drain = async (unpacked: AsyncIterable<Buffer>): Promise<void> => {
    for await (const part of unpacked) {
      bytes += part.length;
      if (bytes > entry.sizeBytes) throw damaged(`“${entry.name}” is larger than it says`);
      sum = crc32(part, sum);
      await take(part);
    }
  };
  const packed = Readable.from(piecesOf(file, start, entry.compressedBytes), { objectMode: false });
  try {
    if (entry.method === 'stored') await drain(packed);
    else await pipeline(packed, createInflateRaw({ chunkSize: pieceBytes }), drain);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code?.startsWith('Z_') === true ? damaged(`“${entry.name}” does not unpack (${code})`) : error;
  }
  if (bytes !== entry.sizeBytes) throw damaged(`“${entry.name}” is cut`);
  if (sum !== entry.crc32) throw damaged(`“${entry.name}” is not what was packed`);
}

async function startOf(file: FileHandle, entry: ZipEntry): Promise<number> {
  const header = await readAt(file, entry.offset, localHeaderBytes);
  if (header.readUInt32LE(0) !== localSignature) throw damaged(`“${entry.name}” is not where it says`);
  return entry.offset + localHeaderBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
}

const pieceBytes = 256 * 1024;

async function* piecesOf(file: FileHandle, start: number, bytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes; at += pieceBytes)
    yield await readAt(file, start + at, Math.min(pieceBytes, bytes - at));
}

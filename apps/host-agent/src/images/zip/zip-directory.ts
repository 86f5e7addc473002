/**
 * What a zip says that it holds (APPNOTE.TXT 6.3.10, ZIP64 included). Whoever made it may be hostile: nothing is believed
 * that could lead out of a folder, show the same bytes twice, or need memory by its word alone.
 */
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';

export type ZipEntry = {
  /** With slashes; never absolute, nor upwards. */
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  /** Of its local header. */
  readonly offset: number;
};

/** An archive of a VM has a dozen; the directory of more is no archive of a VM. */
const entryLimit = 1000;
const directoryLimitBytes = 4 * 2 ** 20;
const endBytes = 22;
const longestComment = 0xffff;
const locatorBytes = 20;
const localHeaderBytes = 30;
const centralHeaderBytes = 46;
const signatures = {
  end: 0x06054b50,
  locator: 0x07064b50,
  end64: 0x06064b50,
  central: 0x02014b50,
} as const;
const encrypted = 0x0001;
const symlinkMode = 0o120000;

/** @throws AppError `invalid-input`, `too-large` */
export async function readZipDirectory(file: FileHandle): Promise<readonly ZipEntry[]> {
  const { size } = await file.stat();
  const { offset, bytes, count } = await findDirectory(file, size);
  if (count > entryLimit || bytes > directoryLimitBytes)
    throw new AppError('too-large', `The archive has ${count} files; at most ${entryLimit} are taken.`);
  const directory = await readAt(file, offset, bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    const { entry, length } = parseEntry(directory.subarray(at));
    entries.push(entry);
    at += length;
  }
  const files = entries.filter(({ name }) => !name.endsWith('/'));
  refuseTwins(files);
  refuseOverlap(files, offset);
  return files;
}

/** @throws AppError `invalid-input` for an archive that ends before. */
export async function readAt(file: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; ) {
    const { bytesRead } = await file.read(buffer, at, bytes - at, offset + at);
    if (bytesRead === 0) throw damaged('it is cut');
    at += bytesRead;
  }
  return buffer;
}

export const damaged = (why: string): AppError =>
  new AppError('invalid-input', `The archive is no zip that can be read: ${why}.`);

type Directory = { readonly offset: number; readonly bytes: number; readonly count: number };

async function findDirectory(file: FileHandle, size: number): Promise<Directory> {
  const tailBytes = Math.min(size, endBytes + longestComment + locatorBytes);
  const tailOffset = size - tailBytes;
  const tail = await readAt(file, tailOffset, tailBytes);
  for (let at = tailBytes - endBytes; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== signatures.end || at + endBytes + tail.readUInt16LE(at + 20) !== tailBytes)
      continue;
    const small = {
      count: tail.readUInt16LE(at + 10),
      bytes: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    };
    const hasLocator = at >= locatorBytes && tail.readUInt32LE(at - locatorBytes) === signatures.locator;
    const found = hasLocator ? await readEnd64(file, tail.subarray(at - locatorBytes)) : small;
    if (found.offset + found.bytes > tailOffset + at) throw damaged('its directory is not where it says');
    return found;
  }
  throw damaged('it has no directory');
}

async function readEnd64(file: FileHandle, locator: Buffer): Promise<Directory> {
  const end = await readAt(file, numberAt(locator, 8), 56);
  if (end.readUInt32LE(0) !== signatures.end64) throw damaged('its ZIP64 directory is not where it says');
  return { count: numberAt(end, 32), bytes: numberAt(end, 40), offset: numberAt(end, 48) };
}

/** Beyond 2^53 nothing fits on a disk. */
function numberAt(buffer: Buffer, at: number): number {
  if (at + 8 > buffer.length) throw damaged('a size is missing');
  const value = Number(buffer.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) throw damaged('it names an impossible size');
  return value;
}

function parseEntry(bytes: Buffer): { readonly entry: ZipEntry; readonly length: number } {
  if (bytes.length < centralHeaderBytes || bytes.readUInt32LE(0) !== signatures.central)
    throw damaged('its directory is damaged');
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((at) => bytes.readUInt16LE(at)) as [
    number,
    number,
    number,
  ];
  const length = centralHeaderBytes + nameBytes + extraBytes + commentBytes;
  if (length > bytes.length) throw damaged('its directory is cut');
  const name = safeName(bytes.toString('utf8', centralHeaderBytes, centralHeaderBytes + nameBytes));
  if ((bytes.readUInt16LE(8) & encrypted) !== 0) throw damaged(`“${name}” is encrypted`);
  if (((bytes.readUInt32LE(38) >>> 16) & 0o170000) === symlinkMode) throw damaged(`“${name}” is a link`);
  const extra = bytes.subarray(centralHeaderBytes + nameBytes, length - commentBytes);
  const entry = {
    name,
    method: methodOf(bytes.readUInt16LE(10), name),
    crc32: bytes.readUInt32LE(16),
    ...sizesOf(bytes, extra),
  };
  return { entry, length };
}

function methodOf(method: number, name: string): ZipEntry['method'] {
  if (method === 0) return 'stored';
  if (method === 8) return 'deflated';
  throw damaged(`“${name}” is compressed in a way (${method}) that is not known here`);
}

/** Windows writes backslashes. @throws AppError `invalid-input` for one that leads out of a folder */
function safeName(raw: string): string {
  const name = raw.replaceAll('\\', '/');
  const isSafe =
    name !== '' &&
    !/[\p{Cc}:]/u.test(name) &&
    !name.startsWith('/') &&
    !name.split('/').some((part) => part === '..' || part === '.');
  if (isSafe) return name;
  throw damaged(`it has a file named ${JSON.stringify(raw.slice(0, 80))}`);
}

type Sizes = Pick<ZipEntry, 'compressedBytes' | 'sizeBytes' | 'offset'>;
const isElsewhere = 0xffffffff;

/** Those that do not fit into 32 bits are in the extra field 1, in this order. */
function sizesOf(header: Buffer, extra: Buffer): Sizes {
  const wide = zip64Of(extra);
  let at = 0;
  const take = (value: number): number => {
    if (value !== isElsewhere) return value;
    at += 8;
    return numberAt(wide, at - 8);
  };
  const sizeBytes = take(header.readUInt32LE(24));
  const compressedBytes = take(header.readUInt32LE(20));
  const offset = take(header.readUInt32LE(42));
  return { compressedBytes, sizeBytes, offset };
}

function zip64Of(extra: Buffer): Buffer {
  for (let at = 0; at + 4 <= extra.length; ) {
    const bytes = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + bytes);
    at += 4 + bytes;
  }
  return Buffer.alloc(0);
}

function refuseTwins(entries: readonly ZipEntry[]): void {
  const names = new Set<string>();
  for (const { name } of entries) {
    const key = name.toLowerCase();
    if (names.has(key)) throw damaged(`it has two files named “${name}”`);
    names.add(key);
  }
}

/** By showing the same bytes again and again, a small archive becomes an enormous one. */
function refuseOverlap(entries: readonly ZipEntry[], directoryOffset: number): void {
  let end = 0;
  for (const { name, offset, compressedBytes } of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < end) throw damaged(`the bytes of “${name}” are those of another file too`);
    end = offset + localHeaderBytes + compressedBytes;
  }
  if (end > directoryOffset) throw damaged('a file does not end before its directory');
}

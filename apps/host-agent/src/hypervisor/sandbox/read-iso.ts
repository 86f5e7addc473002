/**
 * Reads the files of a small ISO 9660 disc by its Joliet names (ECMA-119, Joliet Specification 1995). The
 * sandbox has no CD drive, so its guest gets the seed's files. Only what a seed needs: no links, no
 * multi-extent files; a damaged disc is an error, never an endless loop.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';

export type IsoFileContent = { readonly path: string; readonly content: Buffer };

const sectorBytes = 2048;
const jolietEscapes = ['%/@', '%/C', '%/E'];
/** A seed is some documents of at most 16 MiB; more is no seed. */
const limits = { totalBytes: 64 * 1024 * 1024, entries: 1000, depth: 8, descriptors: 16 };

const damaged = (reason: string): AppError =>
  new AppError('invalid-input', `This is no seed disc: ${reason}.`);

type Extent = { readonly lba: number; readonly sizeBytes: number };

/** @throws AppError `invalid-input` for what is no ISO disc with Joliet names, or too large for a seed. */
export async function readIso(path: string): Promise<readonly IsoFileContent[]> {
  await using file = await open(path, 'r');
  const budget = { bytes: limits.totalBytes, entries: limits.entries };
  const read = async ({ lba, sizeBytes }: Extent): Promise<Buffer> => {
    budget.bytes -= sizeBytes;
    if (budget.bytes < 0) throw damaged('its files are too large');
    return readExact(file, lba * sectorBytes, sizeBytes);
  };
  const files: IsoFileContent[] = [];
  const walk = async (folder: Extent, prefix: string, depth: number): Promise<void> => {
    if (depth > limits.depth) throw damaged('its folders are nested too deeply');
    for (const entry of parseFolder(await read(folder))) {
      budget.entries -= 1;
      if (budget.entries < 0) throw damaged('it has too many files');
      if (entry.isFolder) await walk(entry, `${prefix}${entry.name}/`, depth + 1);
      else files.push({ path: `${prefix}${entry.name}`, content: await read(entry) });
    }
  };
  await walk(await findJolietRoot(file), '', 1);
  return files;
}

async function findJolietRoot(file: FileHandle): Promise<Extent> {
  for (let sector = 16; sector < 16 + limits.descriptors; sector += 1) {
    const descriptor = await readExact(file, sector * sectorBytes, sectorBytes);
    if (descriptor.toString('latin1', 1, 6) !== 'CD001') throw damaged('it has no ISO 9660 descriptor');
    if (descriptor[0] === 255) break;
    const isJoliet = jolietEscapes.includes(descriptor.toString('latin1', 88, 91));
    if (descriptor[0] === 2 && isJoliet) return extentAt(descriptor, 156);
  }
  throw damaged('it has no Joliet names');
}

type FolderEntry = Extent & { readonly name: string; readonly isFolder: boolean };

/** The records of a folder but for its first two, which are the folder itself and its parent. */
export function parseFolder(bytes: Buffer): FolderEntry[] {
  const entries: FolderEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = bytes[at] ?? 0;
    // Records never cross a sector; the rest of one is zero.
    if (length === 0) {
      at = (Math.floor(at / sectorBytes) + 1) * sectorBytes;
      continue;
    }
    const nameLength = bytes[at + 32] ?? 0;
    if (length < 33 + nameLength || at + length > bytes.length) throw damaged('a folder record is cut');
    const nameBytes = Buffer.from(bytes.subarray(at + 33, at + 33 + nameLength));
    const isFolder = ((bytes[at + 25] ?? 0) & 2) !== 0;
    if (nameLength > 1) entries.push({ ...extentAt(bytes, at), name: safeName(nameBytes), isFolder });
    at += length;
  }
  return entries;
}

const extentAt = (bytes: Buffer, at: number): Extent => ({
  lba: bytes.readUInt32LE(at + 2),
  sizeBytes: bytes.readUInt32LE(at + 10),
});

/** A name is used as a file's name, so it must be nothing but one. */
function safeName(utf16be: Buffer): string {
  if (utf16be.length % 2 !== 0) throw damaged('a file name is cut');
  const name = utf16be.swap16().toString('utf16le').replace(/;1$/, '');
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name))
    throw damaged('a file name is unsafe');
  return name;
}

async function readExact(file: FileHandle, position: number, sizeBytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(sizeBytes);
  const { bytesRead } = await file.read(buffer, 0, sizeBytes, position);
  if (bytesRead !== sizeBytes) throw damaged('it is cut short');
  return buffer;
}

/**
 * The entries of a disc as a tree of folders, checked against what ISO 9660, Joliet and Rock Ridge can all
 * hold. A name that one of them cannot hold is refused: a disc that shows other names to Windows than to
 * Linux would be worse than none.
 */
import { AppError } from '@busbar/shared/errors/app-error';
import { fileLimitBytes, type IsoEntry, sizeOf } from './iso-entry.ts';
import { isoIdentifiers } from './iso-identifiers.ts';

export type IsoFile = {
  readonly kind: 'file';
  readonly name: string;
  /** The 8.3 name of the primary tree, without version. */
  readonly isoName: string;
  readonly entry: IsoEntry;
  readonly sizeBytes: number;
};

export type IsoFolder = {
  readonly kind: 'folder';
  readonly name: string;
  readonly isoName: string;
  readonly children: readonly IsoNode[];
};

export type IsoNode = IsoFile | IsoFolder;

type Draft = Map<string, Draft | IsoEntry>;

const nameLimit = 64;
/** ISO 9660 (ECMA-119 §6.8.2.1) allows eight levels, of which the root is the first. */
const folderDepthLimit = 7;
/** Sixteen times what the tools disc has; a runaway caller stops here instead of in memory. */
const entryLimit = 65_536;

/** @throws AppError `invalid-input` or `too-large`, naming the path that cannot be on a disc. */
export function buildIsoTree(entries: readonly IsoEntry[]): IsoFolder {
  if (entries.length > entryLimit) {
    throw new AppError(
      'too-large',
      `A disc holds at most ${entryLimit} files; ${entries.length} were given.`,
    );
  }
  const root: Draft = new Map();
  for (const entry of entries) place(root, entry);
  return freeze('', '', root);
}

function place(root: Draft, entry: IsoEntry): void {
  const parts = entry.path.split('/');
  checkPath(entry, parts);
  let folder = root;
  for (const part of parts.slice(0, -1)) {
    const next = folder.get(part) ?? new Map();
    if (!(next instanceof Map)) refuse(entry.path, `"${part}" is both a file and a folder`);
    folder.set(part, next);
    folder = next;
  }
  const name = parts.at(-1)!;
  if (folder.has(name)) refuse(entry.path, 'the path is given twice');
  folder.set(name, entry);
}

function checkPath(entry: IsoEntry, parts: readonly string[]): void {
  if (parts.length - 1 > folderDepthLimit) {
    refuse(entry.path, `folders nest at most ${folderDepthLimit} deep on an ISO 9660 disc`);
  }
  for (const part of parts) checkName(entry.path, part);
  const sizeBytes = sizeOf(entry);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) refuse(entry.path, `${sizeBytes} is not a size`);
  if (sizeBytes > fileLimitBytes) {
    throw new AppError(
      'too-large',
      `"${entry.path}" has ${sizeBytes} bytes; a file on a disc stays under 4 GiB (${fileLimitBytes} bytes at most).`,
      { details: { path: entry.path, sizeBytes } },
    );
  }
}

function checkName(path: string, name: string): void {
  if (name === '' || name === '.' || name === '..') refuse(path, `"${name}" is not a name`);
  if (name.length > nameLimit)
    refuse(path, `a name has at most ${nameLimit} characters, this one ${name.length}`);
  if (/[\u0000-\u001f\u007f*:;?\\]/u.test(name)) {
    refuse(path, 'a name has no control character and none of * : ; ? \\ (Joliet cannot hold them)');
  }
  if (!name.isWellFormed()) refuse(path, 'the name is not valid Unicode');
}

function refuse(path: string, reason: string): never {
  throw new AppError('invalid-input', `"${path}" cannot be put on the disc: ${reason}.`, {
    details: { path },
  });
}

function freeze(name: string, isoName: string, draft: Draft): IsoFolder {
  const identifiers = isoIdentifiers(
    [...draft].map(([child, value]) => ({ name: child, isFolder: value instanceof Map })),
  );
  const children = [...draft].map(([child, value]): IsoNode => {
    const childIso = identifiers.get(child)!;
    return value instanceof Map
      ? freeze(child, childIso, value)
      : { kind: 'file', name: child, isoName: childIso, entry: value, sizeBytes: sizeOf(value) };
  });
  return { kind: 'folder', name, isoName, children };
}

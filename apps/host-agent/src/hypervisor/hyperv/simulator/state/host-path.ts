/**
 * Paths as they are given to Hyper-V. They are opaque: Windows ones (`C:\…`, `\\server\…`) name files that only
 * the simulated host has, those that begin with `/` are files of this machine. Pure.
 */
import { posix, win32 } from 'node:path';

export const isLocalPath = (path: string): boolean => path.startsWith('/');

const styleOf = (path: string): typeof posix => (isLocalPath(path) ? posix : win32);

/** `null` when it may stand in a path; otherwise why Windows refuses it. */
export function pathProblem(path: string): string | null {
  if (path.length > 4096) return 'The filename or extension is too long.';
  if (/[\0-\x1f]/.test(path)) return 'The filename, directory name, or volume label syntax is incorrect.';
  if (isLocalPath(path)) return null;
  const rest = /^(?:[a-z]:\\|\\\\[^\\]+\\[^\\]+)(.*)$/i.exec(path)?.[1];
  if (rest === undefined) return 'The path must be absolute.';
  return /[<>:"/|?*]/.test(rest)
    ? 'The filename, directory name, or volume label syntax is incorrect.'
    : null;
}

/** Whether Windows takes it for the name of a file or folder. */
export const isFileName = (name: string): boolean =>
  !/[<>:"/\\|?*\0-\x1f]/.test(name) && !/[ .]$/.test(name) && name !== '' && name.length <= 255;

export const joinPath = (base: string, ...parts: readonly string[]): string =>
  styleOf(base).join(base, ...parts);
export const folderOf = (path: string): string => styleOf(path).dirname(path);
export const fileNameOf = (path: string): string => styleOf(path).basename(path);
export const extensionOf = (path: string): string => styleOf(path).extname(path).toLowerCase();

/** What two paths of the same file have in common: Windows does not tell letters' cases apart. */
export const pathKey = (path: string): string =>
  isLocalPath(path) ? posix.normalize(path) : win32.normalize(path).toLowerCase();

export const isSamePath = (one: string, other: string): boolean => pathKey(one) === pathKey(other);

/** Paths as Hyper-V says them: Windows ones on Windows, POSIX ones of the simulator. Pure. */
import { posix, win32 } from 'node:path';

const isPosix = (path: string): boolean => path.startsWith('/');

/** What all spellings of a path have in common: Windows tells neither cases nor slashes apart. */
export function pathKey(path: string): string {
  if (isPosix(path)) return trimmed(posix.normalize(path), '/');
  // `\\?\C:\…` is the long spelling of `C:\…`.
  const plain = win32.normalize(path.replaceAll('/', '\\').replace(/^\\\\\?\\(?!UNC\\)/i, ''));
  return trimmed(plain, '\\').toLowerCase();
}

export const isSamePath = (one: string, other: string): boolean => pathKey(one) === pathKey(other);

/** Whether the path is the folder or in it. */
export function isInside(path: string, folder: string): boolean {
  const [inner, outer] = [pathKey(path), pathKey(folder)];
  if (path === '' || folder === '' || isPosix(path) !== isPosix(folder)) return false;
  return inner === outer || inner.startsWith(outer + (isPosix(folder) ? '/' : '\\'));
}

const trimmed = (path: string, separator: string): string =>
  path.length > 1 && path.endsWith(separator) ? path.slice(0, -1) : path;

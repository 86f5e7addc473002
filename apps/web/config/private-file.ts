import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';

/**
 * The text of a file that only its owner may read. When it does not exist it is made with what `create`
 * returns; of two programs that make it at once both get the same. @throws `precondition-failed` when
 * others may read it.
 */
export function keepPrivateFile(path: string, create: () => string): string {
  if (!existsSync(path)) writeWhole(path, create());
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new AppError('precondition-failed', `Others may read ${path}. Run: chmod 600 ${path}`);
  }
  return readFileSync(path, 'utf8').trim();
}

function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.new`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, `${text}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    // A link, not a rename: it never replaces what another program has made in the meantime.
    linkSync(draft, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(draft);
  }
}

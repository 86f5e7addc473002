/** A log file with a bound: when it is full it becomes `<path>.1`, that one `<path>.2`, and so on; the last is forgotten. */
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';

export type RotatingFileOptions = {
  readonly path: string;
  /** Default: 10 MiB. */
  readonly limitBytes?: number;
  /** Full files that are kept beside the current one. Default: 4. */
  readonly kept?: number;
};

const defaultLimitBytes = 10 * 1024 * 1024;
const defaultKept = 4;

/**
 * Each write is in the file when it returns, so that the last words of a program that ends are kept. A line that cannot
 * be written (the disk is full) is dropped: a log must not fail whoever says something.
 */
export function openRotatingFile(options: RotatingFileOptions): Writable {
  const { path, limitBytes = defaultLimitBytes, kept = defaultKept } = options;
  mkdirSync(dirname(path), { recursive: true });
  let file = openSync(path, 'a', 0o600);
  let sizeBytes = fstatSync(file).size;
  const rotate = (): void => {
    closeSync(file);
    try {
      for (let age = kept; age > 0; age--) moveOn(age === 1 ? path : `${path}.${age - 1}`, `${path}.${age}`);
    } catch {
      // Somebody has it open, which on Windows keeps it from being renamed: it grows until that is over.
    }
    file = openSync(path, 'a', 0o600);
    sizeBytes = fstatSync(file).size;
  };
  return new Writable({
    write(line: Buffer, _encoding, done) {
      try {
        if (sizeBytes > 0 && sizeBytes + line.length > limitBytes) rotate();
        sizeBytes += writeSync(file, line);
      } catch {
        // Said above: dropped.
      }
      done();
    },
    final(done) {
      closeSync(file);
      done();
    },
  });
}

function moveOn(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

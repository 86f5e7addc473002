import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Database } from 'better-sqlite3';

/** Older backups are removed once a new one is whole. */
const keptBackups = 5;
const pattern = /^busbar-\d{8}T\d{9}Z-before-.*\.db$/;

/**
 * Writes a whole, consistent copy of the database into `folder` and returns its path. The last five are kept.
 *
 * @throws AppError `insufficient-storage` when it cannot be written: then nothing may be migrated.
 */
export function backUp(database: Database, folder: string, beforeMigration: string, now: Date): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const time = now.toISOString().replaceAll(/[-:.]/g, '');
  const file = join(folder, `busbar-${time}-before-${beforeMigration}.db`);
  try {
    database.prepare('VACUUM INTO ?').run(file);
    chmodSync(file, 0o600);
  } catch (cause) {
    rmSync(file, { force: true });
    throw new AppError(
      'insufficient-storage',
      `The database was not migrated, because its backup could not be written to ${folder}. Make room there and start again.`,
      { cause },
    );
  }
  const backups = readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort();
  for (const name of backups.slice(0, -keptBackups)) rmSync(join(folder, name));
  return file;
}

import { AppError } from '@busbar/shared/errors/app-error';
import type { Database } from './database.ts';

const key = Symbol.for('busbar.db');
type Holder = { [key]?: Database };

/** @throws AppError `unavailable` before `openDatabase` or after `close`. */
export function getDatabase(): Database {
  const database = (globalThis as Holder)[key];
  if (database === undefined) throw new AppError('unavailable', 'The database is not open.');
  return database;
}

/** For `openDatabase` only. */
export function keepDatabase(database: Database): void {
  (globalThis as Holder)[key] = database;
}

/** Forgets it unless another has been opened since. */
export function forgetDatabase(database: Database): void {
  const holder = globalThis as Holder;
  if (holder[key] === database) delete holder[key];
}

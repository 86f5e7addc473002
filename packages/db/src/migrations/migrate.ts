/**
 * Brings a database to this program's schema: each migration in one transaction together with its record,
 * after a backup when the database already held something. It does not make migrations.
 */
import { AppError } from '@busbar/shared/errors/app-error';
import type { Database } from 'better-sqlite3';
import { backUp } from './back-up.ts';
import type { Migration } from './migration.ts';
import { readApplied, recordApplied } from './migration-table.ts';
import { planMigrations } from './plan-migrations.ts';

export type MigrateOptions = {
  readonly migrations: readonly Migration[];
  readonly backupsFolder: string;
  readonly now: () => Date;
  /** One line per thing done. */
  readonly log: (line: string) => void;
};

/** @throws AppError `precondition-failed` as `planMigrations`, or when a migration's SQL fails. */
export function migrate(database: Database, options: MigrateOptions): void {
  const applied = readApplied(database);
  const pending = planMigrations(options.migrations, applied);
  const first = pending[0];
  if (first === undefined) return;
  if (applied.length > 0) {
    const file = backUp(database, options.backupsFolder, first.name, options.now());
    options.log(`Backed the database up to ${file}`);
  }
  // Has no effect inside a transaction. Prisma's table rebuilds need it off; each commit checks instead.
  database.pragma('foreign_keys = OFF');
  try {
    for (const migration of pending) {
      applyOne(database, migration);
      options.log(`Applied migration ${migration.name}`);
    }
  } finally {
    database.pragma('foreign_keys = ON');
  }
}

function applyOne(database: Database, migration: Migration): void {
  const startedAtMs = Date.now();
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have been faster while this one waited for the lock.
    if (!readApplied(database).some((entry) => entry.name === migration.name)) {
      database.exec(migration.sql);
      const broken = database.pragma('foreign_key_check') as unknown[];
      if (broken.length > 0) throw new Error(`${broken.length} rows would refer to rows that do not exist.`);
      recordApplied(database, migration, startedAtMs);
    }
    database.exec('COMMIT');
  } catch (cause) {
    if (database.inTransaction) database.exec('ROLLBACK');
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'precondition-failed',
      `The migration ${migration.name} failed and was rolled back; the database is as it was before it. ${reason} (${migration.file})`,
      { details: { reason: 'failed', migration: migration.name }, cause },
    );
  }
}

import { AppError } from '@busbar/shared/errors/app-error';
import type { AppliedMigration, Migration } from './migration.ts';

/**
 * Which migrations are still to be applied, in order. Pure.
 *
 * @throws AppError `precondition-failed` when the database's history is not a beginning of ours: a migration
 * that began and did not end, one whose file was edited, one whose file is missing, or a database that a newer
 * program has written. Nothing was changed then; the message says what to do.
 */
export function planMigrations(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  const newest = known.at(-1)?.name ?? '';
  for (const entry of applied) {
    if (!entry.isFinished) throw halfApplied(entry.name);
    const migration = byName.get(entry.name);
    if (migration === undefined) throw entry.name > newest ? newer(entry.name) : missing(entry.name);
    if (migration.checksum !== entry.checksum) throw edited(migration);
  }
  const done = new Set(applied.map((entry) => entry.name));
  const pending = known.filter((migration) => !done.has(migration.name));
  const lastApplied = [...done].sort().at(-1);
  const late = pending.find((migration) => lastApplied !== undefined && migration.name < lastApplied);
  if (late !== undefined) throw outOfOrder(late, lastApplied ?? '');
  return pending;
}

const refuse = (reason: string, migration: string, message: string): AppError =>
  new AppError('precondition-failed', message, { details: { reason, migration } });

const halfApplied = (name: string): AppError =>
  refuse(
    'half-applied',
    name,
    `The database's migration ${name} was begun and never finished, by another program than Busbar. Restore the newest file of the backups folder in place of the database, or finish it by hand and set its finished_at in _prisma_migrations.`,
  );

const edited = (migration: Migration): AppError =>
  refuse(
    'edited',
    migration.name,
    `The migration ${migration.name} was applied to this database with other contents than ${migration.file} has now. Restore that file from version control; changes belong into a new migration.`,
  );

const missing = (name: string): AppError =>
  refuse(
    'missing',
    name,
    `The database has the migration ${name}, which this program lacks. Restore its folder under packages/db/prisma/migrations from version control.`,
  );

const newer = (name: string): AppError =>
  refuse(
    'newer-database',
    name,
    `The database was written by a newer Busbar (migration ${name}). Start that version or a later one, or restore a backup made before the upgrade.`,
  );

const outOfOrder = (migration: Migration, lastApplied: string): AppError =>
  refuse(
    'out-of-order',
    migration.name,
    `The migration ${migration.name} is older than ${lastApplied}, which the database already has. Give its folder under packages/db/prisma/migrations a later time.`,
  );

import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { AppliedMigration, Migration } from './migration.ts';

// As Prisma's own schema engine makes it, so that `prisma migrate deploy` works on our databases too.
const createTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

type Row = { migration_name: string; checksum: string; finished_at: unknown };

/** What the database says was applied, oldest first; attempts that were rolled back do not count. */
export function readApplied(database: Database): readonly AppliedMigration[] {
  const exists = database
    .prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'`)
    .get();
  if (exists === undefined) return [];
  const rows = database
    .prepare<[], Row>(
      `SELECT migration_name, checksum, finished_at FROM _prisma_migrations
       WHERE rolled_back_at IS NULL ORDER BY migration_name`,
    )
    .all();
  return rows.map((row) => ({
    name: row.migration_name,
    checksum: row.checksum,
    isFinished: row.finished_at !== null,
  }));
}

/** Call it inside the migration's own transaction: the record and the change stand or fall together. */
export function recordApplied(database: Database, migration: Migration, startedAtMs: number): void {
  database.exec(createTable);
  database
    .prepare(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES (?, ?, ?, ?, ?, 1)`,
    )
    .run(randomUUID(), migration.checksum, Date.now(), migration.name, startedAtMs);
}

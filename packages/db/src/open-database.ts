/**
 * Opens, migrates and configures the database. One connection reads (and cannot write), one writes behind a
 * queue; SQLite's write-ahead log lets them work at the same time, and readers never see uncommitted rows.
 */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import SqliteDatabase from 'better-sqlite3';
import type { Database } from './database.ts';
import { PrismaClient } from './generated/client.ts';
import { migrate } from './migrations/migrate.ts';
import type { Migration } from './migrations/migration.ts';
import { readMigrations } from './migrations/read-migrations.ts';
import { writeFailure } from './write-failure.ts';
import { createWriteQueue } from './write-queue.ts';

export type OpenDatabaseOptions = {
  /** Made (mode 0600) when absent, with its folder (0700). */
  readonly file: string;
  /** Copies made before migrations. */
  readonly backupsFolder: string;
  /** One line per backup and migration. Default: says nothing. */
  readonly log?: (line: string) => void;
  /** Default: those of this version of the program. */
  readonly migrations?: readonly Migration[];
};

/** How long a connection waits for a lock that another process holds, such as `sqlite3` at a shell. */
const busyTimeoutMs = 5_000;
/** One write; also bounds how long all others wait for it. */
const writeTimeoutMs = 30_000;

/** @throws AppError `precondition-failed` as `migrate` does; `insufficient-storage` when no backup could be made. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  prepareFile(options);
  const reader = await connect(options.file, ['PRAGMA query_only = ON']);
  const writer = await connect(options.file, ['PRAGMA synchronous = NORMAL', 'PRAGMA foreign_keys = ON']);
  const queue = createWriteQueue();
  return {
    read: reader,
    write: (work) =>
      queue.run(async () => {
        try {
          return await writer.$transaction(work, { maxWait: busyTimeoutMs, timeout: writeTimeoutMs });
        } catch (error) {
          throw writeFailure(error);
        }
      }),
    close: async () => {
      await queue.close();
      await Promise.all([reader.$disconnect(), writer.$disconnect()]);
    },
  };
}

function prepareFile(options: OpenDatabaseOptions): void {
  mkdirSync(dirname(options.file), { recursive: true, mode: 0o700 });
  // SQLite gives its log files the same mode as the database.
  closeSync(openSync(options.file, 'a', 0o600));
  const database = new SqliteDatabase(options.file, { timeout: busyTimeoutMs });
  try {
    database.pragma('journal_mode = WAL');
    migrate(database, {
      migrations: options.migrations ?? readMigrations(),
      backupsFolder: options.backupsFolder,
      now: () => new Date(),
      log: options.log ?? (() => undefined),
    });
  } finally {
    database.close();
  }
}

async function connect(file: string, pragmas: readonly string[]): Promise<PrismaClient> {
  const client = new PrismaClient({
    adapter: new PrismaBetterSqlite3({ url: `file:${file}`, timeout: busyTimeoutMs }),
  });
  await client.$queryRawUnsafe(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  for (const pragma of pragmas) await client.$queryRawUnsafe(pragma);
  return client;
}

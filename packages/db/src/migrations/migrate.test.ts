import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { schemaSql } from '../../scripts/schema-sql.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migration.ts';
import { readMigrations } from './read-migrations.ts';

let folder: TemporaryDirectory;
let database: Database;
beforeEach(async () => {
  folder = await temporaryDirectory();
  database = new SqliteDatabase(join(folder.path, 'test.db'));
});
afterEach(async () => {
  database.close();
  await folder.remove();
});

const migration = (name: string, sql: string, checksum = name): Migration => ({
  name,
  sql,
  checksum,
  file: `${name}/migration.sql`,
});
const first = migration('1_first', 'CREATE TABLE a (x TEXT);');
const second = migration('2_second', 'CREATE TABLE b (x TEXT);');
const lines: string[] = [];
let clock = 0;
const nextSecond = (): number => {
  clock += 1000;
  return clock;
};
const run = (migrations: readonly Migration[]): void =>
  migrate(database, {
    migrations,
    backupsFolder: join(folder.path, 'backups'),
    now: () => new Date(Date.UTC(2026, 0, 1) + nextSecond()),
    log: (line) => lines.push(line),
  });
const tables = (of: Database = database): unknown[] =>
  of
    .prepare(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .pluck()
    .all();

describe('migrate', () => {
  it('applies what is new, once', () => {
    run([first]);
    run([first, second]);
    run([first, second]);
    expect(tables()).toEqual(['a', 'b']);
    expect(database.prepare('SELECT migration_name FROM _prisma_migrations').pluck().all()).toEqual([
      '1_first',
      '2_second',
    ]);
  });

  it('backs up before it changes a database that has something, and keeps five', () => {
    const all = Array.from({ length: 8 }, (_, index) =>
      migration(`${index}_m`, `CREATE TABLE t${index} (x TEXT);`),
    );
    for (let count = 1; count <= all.length; count += 1) run(all.slice(0, count));
    const backups = readdirSync(join(folder.path, 'backups')).sort();
    expect(backups).toHaveLength(5);
    const newest = new SqliteDatabase(join(folder.path, 'backups', backups.at(-1) ?? ''), { readonly: true });
    expect(tables(newest)).toHaveLength(7);
    newest.close();
  });

  it('rolls a failing migration back and says which', () => {
    run([first]);
    const bad = migration('2_bad', 'CREATE TABLE b (x TEXT); INSERT INTO nowhere VALUES (1);');
    expect(() => run([first, bad])).toThrow(/2_bad failed and was rolled back.*nowhere/);
    expect(tables()).toEqual(['a']);
    run([first, second]);
    expect(tables()).toEqual(['a', 'b']);
  });

  it.each<[string, readonly Migration[], RegExp]>([
    [
      'edited',
      [migration('1_first', 'CREATE TABLE a (y TEXT);', 'other'), second],
      /applied to this database with other contents/,
    ],
    ['missing', [second, migration('3_third', '')], /1_first, which this program lacks/],
    ['newer-database', [first], /written by a newer Busbar \(migration 2_second\)/],
    ['out-of-order', [first, migration('1_later', ''), second], /1_later is older than 2_second/],
  ])('refuses what is %s and changes nothing', (reason, migrations, message) => {
    run([first, second]);
    expect(() => run(migrations)).toThrow(message);
    expect(() => run(migrations)).toThrow(
      expect.objectContaining({ code: 'precondition-failed', details: expect.objectContaining({ reason }) }),
    );
    expect(tables()).toEqual(['a', 'b']);
  });

  it('refuses one that another program began and did not finish', () => {
    run([first]);
    database.exec(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', '2_second', '2_second')`,
    );
    expect(() => run([first, second])).toThrow(/2_second was begun and never finished/);
  });

  it('changes nothing when the backup cannot be written', () => {
    run([first]);
    const options = {
      migrations: [first, second],
      backupsFolder: '/dev/null/x',
      now: () => new Date(),
      log: () => undefined,
    };
    expect(() => migrate(database, options)).toThrow();
    expect(tables()).toEqual(['a']);
  });
});

/** ALTER TABLE leaves other white space behind than CREATE TABLE. */
const spaced = (sql: string): string => sql.replace(/\s+/g, ' ').replace(/ ?([(),]) ?/g, '$1');

describe('our migrations', () => {
  it('make what the schema describes', async () => {
    run(readMigrations());
    const described = new SqliteDatabase(':memory:');
    described.exec(await schemaSql());
    const parts = (of: Database): unknown[] =>
      of
        .prepare(
          `SELECT type, name, tbl_name, sql FROM sqlite_master
           WHERE type IN ('table', 'index') AND name NOT LIKE '\\_prisma%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' ORDER BY type, name`,
        )
        .all()
        .map((part) => ({ ...(part as object), sql: spaced((part as { sql: string }).sql) }));
    expect(parts(database).length).toBeGreaterThan(20);
    expect(parts(database)).toEqual(parts(described));
    described.close();
  });

  it('keep the audit table append-only', () => {
    run(readMigrations());
    database.exec(
      `INSERT INTO AuditEntry (actorType, actorName, action, outcome) VALUES ('user', 'a', 'b', 'allowed')`,
    );
    expect(() => database.exec('DELETE FROM AuditEntry')).toThrow(/append-only/);
    expect(() => database.exec(`UPDATE AuditEntry SET outcome = 'denied'`)).toThrow(/append-only/);
  });
});

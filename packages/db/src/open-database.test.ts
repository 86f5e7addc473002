import { stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isUniqueViolation } from './is-unique-violation.ts';
import { type TemporaryDatabase, temporaryDatabase } from './testing/temporary-database.ts';

let storage: TemporaryDatabase;
beforeEach(async () => {
  storage = await temporaryDatabase();
});
afterEach(() => storage.remove());

const setting = (key: string) => ({ data: { key, value: '' } });
const keys = async (): Promise<string[]> =>
  (await storage.database.read.setting.findMany({ orderBy: { key: 'asc' } })).map(({ key }) => key);

describe('write', () => {
  it('keeps a write that was made beside one which is rolled back', async () => {
    const { database } = storage;
    const rolledBack = database.write(async (transaction) => {
      await transaction.setting.create(setting('lost'));
      throw new Error('roll back');
    });
    const kept = database.write((transaction) => transaction.setting.create(setting('kept')));
    await expect(rolledBack).rejects.toThrow('roll back');
    await kept;
    expect(await keys()).toEqual(['kept']);
  });

  it('runs in the order of the calls, one at a time', async () => {
    const seen: string[] = [];
    await Promise.all(
      [1, 2, 3].map((number) =>
        storage.database.write(async (transaction) => {
          seen.push(`begin ${number}`);
          await transaction.setting.create(setting(`${number}`));
          seen.push(`end ${number}`);
        }),
      ),
    );
    expect(seen).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
  });

  it('refuses to be nested, and rolls the outer one back when it fails by that', async () => {
    const { database } = storage;
    const nested = database.write(async (transaction) => {
      await transaction.setting.create(setting('outer'));
      await database.write((inner) => inner.setting.create(setting('inner')));
    });
    await expect(nested).rejects.toMatchObject({ code: 'internal' });
    expect(await keys()).toEqual([]);
  });

  it('lets work that a write has only started write later', async () => {
    const { database } = storage;
    let later: Promise<unknown> = Promise.resolve();
    await database.write(async () => {
      later = new Promise((resolve) => setImmediate(resolve)).then(async () => {
        await database.write((transaction) => transaction.setting.create(setting('later')));
      });
    });
    await later;
    expect(await keys()).toEqual(['later']);
  });

  it('loses none of a thousand concurrent writes', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => String(index).padStart(4, '0'));
    await Promise.all(
      names.map((name) => storage.database.write((transaction) => transaction.setting.create(setting(name)))),
    );
    expect(await keys()).toEqual(names);
  });

  it('says when a value is taken', async () => {
    const create = () => storage.database.write((transaction) => transaction.setting.create(setting('one')));
    await create();
    const error = await create().catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(error)).toBe(true);
  });
});

describe('read', () => {
  it('sees nothing that is not committed', async () => {
    const { database } = storage;
    await database.write(async (transaction) => {
      await transaction.setting.create(setting('one'));
      expect(await keys()).toEqual([]);
    });
    expect(await keys()).toEqual(['one']);
  });

  it('cannot write, even where types are bypassed', async () => {
    const bypassed = storage.database.read.setting as unknown as {
      create: (data: unknown) => Promise<unknown>;
    };
    await expect(bypassed.create(setting('one'))).rejects.toThrow(/readonly/);
  });
});

it('is configured on purpose', async () => {
  const { database } = storage;
  expect(await database.read.$queryRaw`PRAGMA journal_mode`).toEqual([{ journal_mode: 'wal' }]);
  expect(await database.read.$queryRaw`PRAGMA busy_timeout`).toEqual([{ timeout: 5000n }]);
  const pragmas = await database.write(async (transaction) => [
    await transaction.$queryRaw`PRAGMA synchronous`,
    await transaction.$queryRaw`PRAGMA foreign_keys`,
  ]);
  expect(pragmas).toEqual([[{ synchronous: 1n }], [{ foreign_keys: 1n }]]);
  expect((await stat(storage.file)).mode & 0o777).toBe(0o600);
});

it('ends after all accepted writes and refuses later ones', async () => {
  const last = storage.database.write((transaction) => transaction.setting.create(setting('last')));
  await storage.database.close();
  await expect(last).resolves.toMatchObject({ key: 'last' });
  await expect(storage.database.write(async () => undefined)).rejects.toMatchObject({ code: 'unavailable' });
});

import { expect, it } from 'vitest';
import { temporaryDatabase } from './testing/temporary-database.ts';

it('says that the disk is full, changes nothing, and goes on once there is room', async () => {
  const { database: db, remove } = await temporaryDatabase();
  try {
    const limitPages = (count: number): Promise<unknown> =>
      db.write((transaction) => transaction.$queryRawUnsafe(`PRAGMA max_page_count = ${count}`));
    const add = (id: string): Promise<unknown> =>
      db.write((transaction) =>
        transaction.rateLimit.create({
          data: { id, key: id + 'x'.repeat(200_000), count: 1, lastRequest: 0n },
        }),
      );
    await limitPages(1);
    await expect(add('one')).rejects.toMatchObject({ code: 'insufficient-storage' });
    expect(await db.read.rateLimit.count()).toBe(0);
    await limitPages(100_000);
    await add('two');
    expect(await db.read.rateLimit.count()).toBe(1);
  } finally {
    await remove();
  }
});

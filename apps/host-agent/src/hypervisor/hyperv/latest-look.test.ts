import { expect, test } from 'vitest';
import { LatestLook } from './latest-look.ts';

test('whoever asks meanwhile shares one look that begins after it asked', async () => {
  const looks: PromiseWithResolvers<number>[] = [];
  const latest = new LatestLook(() => {
    const look = Promise.withResolvers<number>();
    looks.push(look);
    return look.promise;
  });
  const first = latest.look();
  const others = [latest.look(), latest.look(), latest.look()];
  expect(looks).toHaveLength(1);
  looks[0]?.resolve(1);
  expect(await first).toBe(1);
  await Promise.resolve();
  expect(looks).toHaveLength(2);
  looks[1]?.resolve(2);
  expect(await Promise.all(others)).toEqual([2, 2, 2]);
  const later = latest.look();
  looks[2]?.resolve(3);
  expect(await later).toBe(3);
});

test('a failed look fails those who waited for it, and nobody after', async () => {
  let isBroken = true;
  const latest = new LatestLook(async () => {
    if (isBroken) throw new Error('broken');
    return 'fine';
  });
  const first = latest.look();
  const second = latest.look();
  await expect(first).rejects.toThrow('broken');
  await expect(second).rejects.toThrow('broken');
  isBroken = false;
  expect(await latest.look()).toBe('fine');
});

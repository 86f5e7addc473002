import { expect, test } from 'vitest';
import { LatestLook } from './latest-look.ts';

function lookByHand() {
  const looks: PromiseWithResolvers<number>[] = [];
  const latest = new LatestLook(() => {
    const look = Promise.withResolvers<number>();
    looks.push(look);
    return look.promise;
  });
  return { looks, latest };
}

test('whoever asks meanwhile shares the look that is on its way', async () => {
  const { looks, latest } = lookByHand();
  const all = [latest.look(), latest.look(), latest.look()];
  looks[0]?.resolve(1);
  expect(await Promise.all(all)).toEqual([1, 1, 1]);
  expect(looks).toHaveLength(1);
  const later = latest.look();
  looks[1]?.resolve(2);
  expect(await later).toBe(2);
});

test('after a change another look, begun at once, serves all who ask from then on', async () => {
  const { looks, latest } = lookByHand();
  const first = latest.look();
  latest.changed();
  const others = [latest.look(), latest.look()];
  expect(looks).toHaveLength(2);
  looks[1]?.resolve(2);
  expect(await Promise.all(others)).toEqual([2, 2]);
  looks[0]?.resolve(1);
  expect(await first).toBe(1);
});

test.each([
  ['first', 0],
  ['second', 1],
])('with two that are too old one more begins as soon as one of them ends, here the %s', async (_, ended) => {
  const { looks, latest } = lookByHand();
  const old = [latest.look()];
  latest.changed();
  old.push(latest.look());
  latest.changed();
  const others = [latest.look(), latest.look()];
  expect(looks).toHaveLength(2);
  looks[ended]?.resolve(ended);
  expect(await old[ended]).toBe(ended);
  await Promise.resolve();
  expect(looks).toHaveLength(3);
  looks[2]?.resolve(3);
  expect(await Promise.all(others)).toEqual([3, 3]);
});

test('a failed look fails those who waited for it, and nobody after', async () => {
  let isBroken = true;
  const latest = new LatestLook(async () => {
    if (isBroken) throw new Error('broken');
    return 'fine';
  });
  const first = latest.look();
  latest.changed();
  const second = latest.look();
  await expect(first).rejects.toThrow('broken');
  await expect(second).rejects.toThrow('broken');
  isBroken = false;
  expect(await latest.look()).toBe('fine');
});

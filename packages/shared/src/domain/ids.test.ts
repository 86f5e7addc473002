import { expect, it } from 'vitest';
import { Id, newId } from './ids.ts';

it('makes version 7 UUIDs as RFC 9562 lays them out', () => {
  const id = newId({ nowMs: () => 0x0123_4567_89ab, randomBytes: () => new Uint8Array(16).fill(0xff) });
  expect(id).toBe('01234567-89ab-7fff-bfff-ffffffffffff');
  expect(Id.safeParse(id).success).toBe(true);
});

it('sorts ids by the time they were made', () => {
  const at = (nowMs: number): string =>
    newId({ nowMs: () => nowMs, randomBytes: (size) => new Uint8Array(size) });
  expect([at(3), at(1), at(2 ** 40)].sort()).toEqual([at(1), at(3), at(2 ** 40)]);
});

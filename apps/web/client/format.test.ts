import { expect, it } from 'vitest';
import { formatBytes, formatDuration, formatRelative, formatShare } from './format.ts';

it.each([
  [0, '0 B'],
  [1536, '1.5 KiB'],
  [1024 ** 3 * 128, '128 GiB'],
])('writes %i bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

it.each([
  [0.4, '0 ms'],
  [900, '900 ms'],
  [1500, '1.5 s'],
  [61_000, '1 m 1 s'],
  [7_300_000, '2 h 1 m'],
])('writes %i ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

it('names the unit of a share once where it can', () => {
  expect(formatShare(1024 ** 3 * 2.5, 1024 ** 3 * 20)).toBe('2.5 of 20 GiB');
  expect(formatShare(1024 ** 2, 1024 ** 3)).toBe('1 MiB of 1 GiB');
});

it('says how far a time is away on either side of now', () => {
  expect(formatRelative(0, 12_000)).toBe('12 s ago');
  expect(formatRelative(300_000, 0)).toBe('in 5 m');
});

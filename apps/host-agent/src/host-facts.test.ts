import { expect, test } from 'vitest';
import { type Facts, hasChanged } from './host-facts.ts';

const gib = 2 ** 30;
const facts: Facts = {
  drivers: [{ name: 'sandbox', isReady: true, version: '1', remedy: null, abilities: [], notes: [] }],
  images: [],
  capacity: {
    cpuCount: 2,
    memoryBytes: 8 * gib,
    memoryFreeBytes: 4 * gib,
    diskTotalBytes: 100 * gib,
    diskFreeBytes: 50 * gib,
  },
};
const withCapacity = (capacity: Partial<Facts['capacity']>): Facts => ({
  ...facts,
  capacity: { ...facts.capacity, ...capacity },
});

test('small changes of free memory and space are not worth an event', () => {
  expect(hasChanged(facts, withCapacity({ memoryFreeBytes: 4.5 * gib, diskFreeBytes: 45 * gib }))).toBe(
    false,
  );
});

test.each<[string, Facts]>([
  ['a tenth of the memory', withCapacity({ memoryFreeBytes: 3 * gib })],
  ['a tenth of the disk', withCapacity({ diskFreeBytes: 39 * gib })],
  ['a larger disk', withCapacity({ diskTotalBytes: 200 * gib })],
  [
    'a driver that is no longer ready',
    { ...facts, drivers: facts.drivers.map((d) => ({ ...d, isReady: false })) },
  ],
])('%s is', (_what, after) => {
  expect(hasChanged(facts, after)).toBe(true);
});

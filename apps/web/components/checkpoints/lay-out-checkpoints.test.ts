import type { Checkpoint } from '@busbar/shared/protocol/asked-of-host';
import { expect, it } from 'vitest';
import { layOutCheckpoints } from './lay-out-checkpoints.ts';

/** Named by its place in time. */
const made = (createdAt: number, parent: number | null, isCurrent = false): Checkpoint => ({
  id: String(createdAt),
  name: String(createdAt),
  parentId: parent === null ? null : String(parent),
  createdAt,
  isCurrent,
  hasMemory: false,
});
const drawn = (checkpoints: readonly Checkpoint[]): string[] =>
  layOutCheckpoints(checkpoints).map(
    (line) => '  '.repeat(line.depth) + (line.kind === 'now' ? 'now' : line.checkpoint.name),
  );

it('keeps a history without branches at one depth, with the VM at its end', () => {
  expect(drawn([made(3, 2, true), made(1, null), made(2, 1)])).toEqual(['1', '2', '3', 'now']);
});

it('sets what branched off deeper, and the VM below what it was made from', () => {
  const tree = [made(1, null), made(2, 1), made(3, 2), made(4, 1), made(5, 4, true)];
  expect(drawn(tree)).toEqual(['1', '  2', '  3', '4', '5', 'now']);
});

it('shows the VM between a checkpoint that it was returned to and what was made on it before', () => {
  expect(drawn([made(1, null, true), made(2, 1), made(3, 2)])).toEqual(['1', '  2', '  3', 'now']);
});

it('shows the VM last where it was made from none of them', () => {
  expect(drawn([made(1, null)])).toEqual(['1', 'now']);
  expect(drawn([])).toEqual(['now']);
});

it('shows each once, whatever a host says about parents', () => {
  const circle = [made(1, 2), made(2, 1), made(3, 3), made(4, 99)];
  expect(drawn(circle).toSorted()).toEqual(['1', '2', '3', '4', 'now']);
});

it('leads the rail of a branch from what it was made on to its end, past the branches between', () => {
  // Two branches of the first, one of which has a branch itself.
  const tree = [made(1, null, true), made(2, 1), made(3, 2), made(4, 2), made(5, 1)];
  const rails = layOutCheckpoints(tree).map(
    (line) =>
      `${line.kind === 'now' ? 'now' : line.checkpoint.name}: ${line.beside.map(Number).join('')} ${line.from} ${line.goesOn}`,
  );
  expect(rails).toEqual([
    '1:  null true',
    '2: 1 side true',
    '3: 11 side false',
    '4: 1 above false',
    '5: 1 side false',
    'now:  above false',
  ]);
});

import { expect, test } from 'vitest';
import { planUids, type UidFacts } from './uid-plan.ts';

const all = '         0          0 4294967295\n';
const facts: UidFacts = {
  uid: 1000,
  gid: 1000,
  userName: 'ada',
  uidMap: all,
  gidMap: all,
  subuid: '',
  subgid: '',
  hasMapHelpers: true,
};
const ada = 'bob:100000:65536\nada:165536:65536\n';

test('root gives each guest ids of its own, none of them the machine’s', () => {
  const [first, second] = [0, 1].map((slot) => planUids({ ...facts, uid: 0, gid: 0 }, slot));
  expect(first).toMatchObject({ kind: 'direct', uids: [{ first: 0, count: 65_536 }] });
  const ends = first!.uids[0]!.machineFirst + first!.uids[0]!.count;
  expect(first!.uids[0]!.machineFirst).toBeGreaterThan(65_536);
  expect(second!.uids[0]!.machineFirst).toBeGreaterThanOrEqual(ends);
});

test('an ordinary user with subordinate ids keeps the last one free, since root takes the place', () => {
  const plan = planUids({ ...facts, subuid: ada, subgid: ada }, 0);
  expect(plan).toEqual({
    kind: 'helper',
    uids: [
      { first: 0, machineFirst: 1000, count: 1 },
      { first: 1, machineFirst: 165_536, count: 65_535 },
    ],
    gids: [
      { first: 0, machineFirst: 1000, count: 1 },
      { first: 1, machineFirst: 165_536, count: 65_535 },
    ],
  });
});

test.each<[string, Partial<UidFacts>]>([
  ['no subordinate ids', {}],
  ['no newuidmap', { subuid: ada, subgid: ada, hasMapHelpers: false }],
  ['subordinate uids only', { subuid: ada }],
  ['a range of another user', { subuid: 'bob:1:65536', subgid: 'bob:1:65536' }],
  ['a range too small for accounts', { subuid: 'ada:1:10', subgid: 'ada:1:10' }],
  ['root of a container that has few ids', { uid: 0, gid: 0, uidMap: '0 100000 65536\n' }],
])('maps a single id with %s', (_, given) => {
  expect(planUids({ ...facts, ...given }, 0)).toMatchObject({
    kind: 'single',
    uids: [{ first: 0, count: 1 }],
  });
});

import { expect, it } from 'vitest';
import { matchDeeds } from './match-deeds.ts';

const vms = ['web-1', 'web-10', 'cache-1', 'start-1'].map((name) => ({ name }));
const actions = ['Start', 'Shut down', 'Make an image…'].map((label) => ({ label }));
const found = (search: string, limit = 20): readonly string[] =>
  matchDeeds({ vms, actionsOf: () => actions, search, limit }).map(
    ({ vm, action }) => `${action.label} ${vm.name}`,
  );

it.each([
  ['shut web-1', ['Shut down web-1', 'Shut down web-10']],
  ['cache SHUT', ['Shut down cache-1']],
  ['image cache-1', ['Make an image… cache-1']],
  ['start start-1', ['Start start-1']],
  ['cache-1', ['Start cache-1', 'Shut down cache-1', 'Make an image… cache-1']],
  ['web', []],
  ['shut', []],
  ['shut queue', []],
  ['shut web nothing', []],
  ['', []],
])('“%s” means %j', (search, deeds) => {
  expect(found(search)).toEqual(deeds);
});

it('finds no more than are shown', () => {
  expect(found('shut 1', 2)).toHaveLength(2);
});

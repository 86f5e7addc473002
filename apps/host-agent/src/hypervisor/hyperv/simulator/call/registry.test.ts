import { expect, test } from 'vitest';
import { callableNames } from '../../catalogue/catalogue.ts';
import { cmdletCount, registry } from './registry.ts';

test('simulates every cmdlet and operation that the catalogue allows, each once, and no other', () => {
  expect([...registry.keys()].toSorted()).toEqual(callableNames().toSorted());
  expect(registry.size).toBe(cmdletCount);
});

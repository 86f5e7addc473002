import { expect, it } from 'vitest';
import { chosenVersions } from './chosen-versions.ts';

const versions = [4, 3, 2, 1];
const choose = (from: string | null, to: string | null) => chosenVersions(versions, { from, to });

it('compares the newest with the one before, unless the address says otherwise', () => {
  expect(choose(null, null)).toEqual({ from: 3, to: 4 });
  expect(choose(null, '3')).toEqual({ from: 2, to: 3 });
  expect(choose('1', null)).toEqual({ from: 1, to: 4 });
  expect(choose('4', '2')).toEqual({ from: 4, to: 2 });
});

it('ignores versions that do not exist, and compares the first one with the newest', () => {
  expect(choose('9', 'x')).toEqual({ from: 3, to: 4 });
  expect(choose(null, '1')).toEqual({ from: 4, to: 1 });
});

it('has nothing to compare with one version', () => {
  expect(chosenVersions([1], { from: '1', to: '1' })).toBeNull();
});

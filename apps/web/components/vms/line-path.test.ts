import { expect, it } from 'vitest';
import { linePath } from './line-path.ts';

it('draws full load at the top and none at the bottom', () => {
  expect(linePath([0, 100])).toBe('M0.0 19.0L80.0 1.0');
});

it('interrupts the line where nothing was reported', () => {
  expect(linePath([null, 50, 50, null, 50])).toBe('M20.0 10.0L40.0 10.0M80.0 10.0');
});

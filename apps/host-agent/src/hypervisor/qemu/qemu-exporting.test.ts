import { expect, test } from 'vitest';
import { lastPercent } from './qemu-exporting.ts';

test.each([
  ['    (0.00/100%)\r', 0],
  ['    (3.03/100%)\r    (12.34/100%)\r', 12.34],
  ['    (100.00/100%)\r\n', 100],
  // Split where the pipe was full: the next one tells.
  ['.5/100%)\r    (7', null],
  ['', null],
])('reads %j as %j', (text, percent) => {
  expect(lastPercent(text)).toBe(percent);
});

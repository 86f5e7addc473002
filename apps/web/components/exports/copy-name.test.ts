import { VmName } from '@busbar/shared/domain/names';
import { expect, it } from 'vitest';
import { copyNameOf } from './copy-name.ts';

it.each([
  ['web-1', 'web-1-copy'],
  ['My “best” VM', 'my-best-vm-copy'],
  ['…', 'vm-copy'],
  ['', 'vm-copy'],
  ['x'.repeat(63), `${'x'.repeat(58)}-copy`],
  [`${'x'.repeat(57)}-y`, `${'x'.repeat(57)}-copy`],
])('a copy of %j may be called %j', (name, copy) => {
  expect(copyNameOf(name)).toBe(copy);
  expect(VmName.safeParse(copy).success).toBe(true);
});

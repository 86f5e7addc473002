import { expect, it } from 'vitest';
import { IsoName } from './iso.ts';

it.each(['debian-13.iso', 'Windows Server 2025 (de).ISO', 'Über “uns”.iso'])('takes %j', (name) => {
  expect(IsoName.parse(name)).toBe(name);
});

it.each([
  ...[
    '',
    '.iso',
    '..',
    '../seed.iso',
    'a/b.iso',
    'C:\\x.iso',
    'x.iso:stream.iso',
    '\\\\server\\share\\x.iso',
  ],
  ...['x.iso\n', 'x\u0000.iso', 'disk.vhdx', '.hidden.iso', `${'x'.repeat(125)}.iso`],
])('refuses %j', (name) => {
  expect(IsoName.safeParse(name).success).toBe(false);
});

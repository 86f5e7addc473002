import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { findProgram } from '../hypervisor/process/find-program.ts';
import { writeCpio } from './cpio.ts';

const archive = () =>
  writeCpio([
    { kind: 'folder', path: 'bin' },
    { kind: 'file', path: 'bin/odd', mode: 0o755, content: Buffer.from('12345') },
  ]);

test('aligns every part to four bytes and ends with the trailer', () => {
  const bytes = archive();
  const records = [...bytes.toString('latin1').matchAll(/070701/g)].map(({ index }) => index);
  expect(records).toHaveLength(3);
  expect(records.every((at) => at % 4 === 0)).toBe(true);
  expect(bytes.toString('latin1')).toContain('TRAILER!!!');
  expect(bytes.equals(archive())).toBe(true);
});

const busybox = await findProgram('busybox');
const cpio = await findProgram('cpio');
const reader = cpio ?? busybox;
test.skipIf(reader === null)(`is read by cpio${reader === null ? ' (no cpio here)' : ''}`, () => {
  const args = cpio === null ? ['cpio', '-it'] : ['-it', '--quiet'];
  const listed = spawnSync(reader!, args, { input: archive(), encoding: 'utf8' });
  expect(listed.stdout.trim().split('\n')).toEqual(['bin', 'bin/odd']);
});

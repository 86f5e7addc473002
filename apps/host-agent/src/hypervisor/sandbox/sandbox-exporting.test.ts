import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exportingOf } from '../exporting.ts';
import { runProgram } from '../process/run-program.ts';
import type { DriverFixture } from '../testing/driver-under-test.ts';
import { makeSandboxFixture } from '../testing/sandbox-fixture.ts';
import { vmSpecification } from '../testing/vm-specification.ts';

const signal = new AbortController().signal;
let fixture: DriverFixture;
let driver: ReturnType<DriverFixture['makeDriver']>;
let vmId: string;
let root: string;
let into: string;
beforeEach(async () => {
  fixture = await makeSandboxFixture();
  driver = fixture.makeDriver();
  const vm = vmSpecification(1, fixture.image);
  ({ vmId } = vm);
  await driver.createDisk(vm, () => undefined, signal);
  await driver.createVm(vm, signal);
  root = join(fixture.vmsFolder, vmId, 'root');
  into = join(fixture.vmsFolder, '..', 'exported');
  await mkdir(into);
});
afterEach(async () => {
  await driver.delete(vmId, signal);
  await driver.close();
  await fixture.remove();
});

const copy = (progress: (done: number, total: number | null) => void, until = signal) =>
  exportingOf(driver).copyInto(vmId, into, progress, until);
const listed = (): Promise<string> =>
  runProgram('tar', ['--list', '--verbose', '--numeric-owner', '--file', join(into, 'root.tar')]);

test('a cancel in the middle of the copying ends it', async () => {
  // More than is copied before the first word of it is read.
  for (const name of ['a', 'b', 'c', 'd'])
    await writeFile(join(root, 'var', name), Buffer.alloc(64 * 2 ** 20));
  const cancel = new AbortController();
  const told: number[] = [];
  const copying = copy((done, total) => {
    told.push(done / (total ?? 0));
    cancel.abort();
  }, cancel.signal);
  await expect(copying).rejects.toMatchObject({ code: 'cancelled' });
  expect(told.length).toBeGreaterThan(0);
  expect(Math.max(...told)).toBeLessThan(1);
});

test('files belong to whom the guest sees, links lead nowhere, and what is sparse stays small', async () => {
  await writeFile(join(root, 'var', 'sparse'), '');
  await truncate(join(root, 'var', 'sparse'), 2 ** 40);
  await symlink('/etc/shadow', join(root, 'var', 'out'));
  const { bytes } = await copy(() => undefined);
  expect(bytes).toBeLessThan(64 * 2 ** 20);
  const lines = (await listed()).split('\n');
  expect(lines.find((line) => line.endsWith(' ./etc/hostname'))).toMatch(/ 0\/0 /);
  expect(lines.find((line) => line.endsWith(' ./var/sparse'))).toContain(` ${2 ** 40} `);
  expect(lines.find((line) => line.includes(' ./var/out'))).toMatch(/ -> \/etc\/shadow$/);
});

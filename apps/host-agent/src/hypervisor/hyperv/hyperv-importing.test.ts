import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HypervFixture, makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { importingConformance } from '../testing/importing-conformance.ts';
import { vmSpecification } from '../testing/vm-specification.ts';
import { copiedVmName } from './copied-vm.ts';
import type { HypervDriver } from './hyperv-driver.ts';

importingConformance('hyperv on the simulator', () => makeHypervFixture());

const signal = new AbortController().signal;
let fixture: HypervFixture;
let driver: HypervDriver;
let copied: string;
beforeEach(async () => {
  fixture = await makeHypervFixture('none');
  driver = fixture.makeDriver();
  await driver.adopt(signal);
  copied = join(fixture.vmsFolder, '..', 'copied');
  await mkdir(copied);
});
afterEach(async () => {
  await driver.close();
  await fixture.remove();
});

const original = () => vmSpecification(1, fixture.image, { network: 'user' });
const copy = () => vmSpecification(2, fixture.image, { network: 'user' });
async function makeOriginal(): Promise<string> {
  await driver.createDisk(original(), () => undefined, signal);
  await driver.createVm(original(), signal);
  return original().vmId;
}
async function importCopy(): Promise<void> {
  const from = { folder: copied, isKept: true };
  await driver.importing.createDiskFrom(from, copy(), () => undefined, signal);
  await driver.createVm(copy(), signal);
}
const ask = (cmdlet: string, parameters: Record<string, string>, select: string) =>
  fixture.host.query({ cmdlet, parameters, select }, signal) as Promise<Record<string, unknown>[]>;
async function chainOf(path: string): Promise<readonly string[]> {
  const [disk] = await ask('Get-VHD', { Path: path }, 'VirtualHardDisk');
  const parent = String(disk?.ParentPath ?? '');
  return parent === '' ? [path] : [path, ...(await chainOf(parent))];
}

test('the copy stands on files of its own folder alone, down to the last parent', async () => {
  await driver.exporting.copyInto(await makeOriginal(), copied, () => undefined, signal);
  await importCopy();
  const folder = join(fixture.vmsFolder, copy().vmId);
  expect(await chainOf(join(folder, `${copy().vmId}.vhdx`))).toEqual([
    join(folder, `${copy().vmId}.vhdx`),
    join(folder, 'disk.vhdx'),
  ]);
});

test('of a VM with checkpoints, its disk as it is comes along, and the checkpoints do not', async () => {
  const vmId = await makeOriginal();
  await driver.checkpoints.create(vmId, 'before', signal);
  await driver.exporting.copyInto(vmId, copied, () => undefined, signal);
  await importCopy();
  expect(await driver.checkpoints.list(copy().vmId, signal)).toEqual([]);
  const folder = join(fixture.vmsFolder, copy().vmId);
  const names = (await chainOf(join(folder, `${copy().vmId}.vhdx`))).map((path) =>
    path.slice(folder.length + 1),
  );
  expect(names).toEqual([`${copy().vmId}.vhdx`, `${vmId}.vhdx`, 'disk.vhdx']);
  await driver.start(copy().vmId, signal);
});

test.each([
  ['no disk at all', { disks: [] }, 'Import-VM'],
  ['a second disk that is not there', { disks: ['a.vhdx', 'b.vhdx'] }, 'missing'],
  ['a path for the name of a disk', { disks: ['../../images/debian/disk.vhdx'] }, 'damaged'],
  ['a path for the name of its folder', { folder: '..' }, 'missing'],
  ['a disk that is not there', { disks: ['other.vhdx'] }, 'missing'],
])('a copy with %s is refused', async (_what, change, word) => {
  await driver.exporting.copyInto(await makeOriginal(), copied, () => undefined, signal);
  const path = join(copied, copiedVmName);
  const record = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...record, ...change }));
  await expect(importCopy()).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining(word),
  });
  expect(await readdir(fixture.vmsFolder)).toEqual([original().vmId]);
});

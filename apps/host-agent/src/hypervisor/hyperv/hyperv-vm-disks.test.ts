import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { disksConformance } from '../testing/disks-conformance.ts';
import { makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { plainHypervVm } from '../testing/one-hyperv-vm.ts';
import { vmIdOf } from '../testing/vm-specification.ts';
import { call, vmOf } from './call.ts';

disksConformance('hyperv on the simulator', () => makeHypervFixture());

const vmId = vmIdOf(1);
const mebibyte = 2 ** 20;
const key = '01890000-0000-7000-8000-00000000cccc';
const signal = new AbortController().signal;
const noProgress = (): void => undefined;

const one = plainHypervVm();

const filesNow = async () =>
  (await readdir(await one.driver.disks.folderOf(vmId, signal))).filter((name) => name.endsWith('.vhdx'));
async function add(kind: 'dynamic' | 'fixed' = 'dynamic'): Promise<string> {
  await one.driver.disks.create(vmId, { key, sizeBytes: 64 * mebibyte, kind }, noProgress, signal);
  return one.driver.disks.attach(vmId, await one.driver.disks.fileOf(vmId, key, signal), null, signal);
}
/** What somebody at Hyper-V Manager does. */
async function person(cmdlet: string, parameters: Parameters<typeof call>[1]): Promise<void> {
  const [vm] = (await one.fixture.host.query(call('Get-VM', {}, 'VirtualMachine'), signal)) as {
    Id: string;
  }[];
  await one.fixture.host.work(call(cmdlet, { VM: vmOf(vm?.Id ?? ''), ...parameters }), { signal });
}

test('a disk has a place that is no disc’s', async () => {
  expect(await add()).toBe('scsi-0-3');
  const seed = { role: 'seed', path: one.fixture.seedIso } as const;
  await one.driver.attachMedium(vmId, seed, signal);
  expect((await one.driver.find(vmId, signal))?.media).toEqual([seed]);
});

test('a disk that somebody has added is told as theirs: it may be taken out, and its file is not deleted', async () => {
  const Path = join(one.fixture.vmsFolder, 'theirs.vhdx');
  await one.fixture.host.work(call('New-VHD', { Path, SizeBytes: 64 * mebibyte, Dynamic: true }), { signal });
  await person('Add-VMHardDiskDrive', { Path });
  expect((await one.driver.disks.list(vmId, signal))[1]).toMatchObject({ file: Path, isOurs: false });
  await one.driver.disks.detach(vmId, Path, signal);
  await expect(one.driver.disks.removeFile(vmId, Path, signal)).rejects.toMatchObject({
    code: 'precondition-failed',
  });
  expect(await readdir(one.fixture.vmsFolder)).toContain('theirs.vhdx');
});

test('compacting gives back what the guest has given up', async () => {
  const id = await add();
  const path = await one.driver.disks.fileOf(vmId, key, signal);
  const marker = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...marker, fileBytes: 50 * mebibyte, usedBytes: 8 * mebibyte }));
  await one.driver.disks.compact(vmId, { diskId: id, key }, noProgress, signal);
  expect((await one.driver.disks.list(vmId, signal))[1]).toMatchObject({ id, fileBytes: 8 * mebibyte });
});

test('a disk whose file is lost is told so, and can only be taken out', async () => {
  const id = await add();
  await rm(await one.driver.disks.fileOf(vmId, key, signal));
  expect((await one.driver.disks.list(vmId, signal))[1]).toMatchObject({
    id,
    sizeBytes: null,
    fileBytes: null,
  });
  await expect(one.driver.disks.look(vmId, 'resize', id, signal)).rejects.toMatchObject({
    code: 'precondition-failed',
  });
  await one.driver.disks.detach(vmId, await one.driver.disks.fileOf(vmId, key, signal), signal);
  expect(await one.driver.disks.list(vmId, signal)).toHaveLength(1);
});

const failures = [
  ['New-VHD', 'disk-full', 'insufficient-storage', add],
  ['New-VHD', 'access-denied', 'forbidden', () => add('fixed')],
  ['Add-VMHardDiskDrive', 'access-denied', 'forbidden', add],
  ['Convert-VHD', 'disk-full', 'insufficient-storage', convertSystem],
  ['Convert-VHD', 'crash', 'unavailable', convertSystem],
] as const;
test.each(failures)('%s with %s ends as %s, and the VM is as it was', async (cmdlet, kind, code, work) => {
  const before = await one.driver.disks.list(vmId, signal);
  await one.fixture.setFaults({ cmdlet, kind, times: 1 });
  await expect(work()).rejects.toMatchObject({ code });
  expect(await one.driver.disks.list(vmId, signal)).toEqual(before);
  await one.driver.disks.removeFile(vmId, await one.driver.disks.fileOf(vmId, key, signal), signal);
  expect(await filesNow()).toEqual([`${vmId}.vhdx`]);
});

function convertSystem(): Promise<void> {
  return one.driver.disks.copyAs(vmId, { diskId: 'system', key, kind: 'fixed' }, noProgress, signal);
}

import { copyFile } from 'node:fs/promises';
import { beforeEach, expect, test } from 'vitest';
import { makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { mediaConformance } from '../testing/media-conformance.ts';
import { plainHypervVm } from '../testing/one-hyperv-vm.ts';
import { vmIdOf } from '../testing/vm-specification.ts';
import { call, vmOf } from './call.ts';

mediaConformance('hyperv on the simulator', () => makeHypervFixture());

const vmId = vmIdOf(1);
const signal = new AbortController().signal;

const one = plainHypervVm();
let iso: string;
beforeEach(async () => {
  iso = `${one.fixture.seedIso}.iso`;
  await copyFile(one.fixture.seedIso, iso);
});

/** What somebody at Hyper-V Manager does. */
async function person(cmdlet: string, parameters: Parameters<typeof call>[1]): Promise<void> {
  const VM = vmOf(await hypervId());
  await one.fixture.host.work(call(cmdlet, { VM, ...parameters }), { signal });
}
async function hypervId(): Promise<string> {
  const vms = (await one.fixture.host.query(call('Get-VM', {}, 'VirtualMachine'), signal)) as {
    Id: string;
  }[];
  return vms[0]?.Id ?? '';
}

test('a disc in a drive that somebody has added is told, and left alone', async () => {
  // As provisioning leaves a VM: its drives are there, and empty.
  for (const role of ['seed', 'tools'] as const) {
    await one.driver.attachMedium(vmId, { role, path: one.fixture.seedIso }, signal);
    await one.driver.detachMedium(vmId, role, signal);
  }
  await person('Add-VMDvdDrive', { Path: one.fixture.seedIso });
  const foreign = { role: null, path: one.fixture.seedIso };
  await one.driver.media.insert(vmId, iso, signal);
  expect(await one.driver.media.list(vmId, signal)).toEqual([{ role: 'iso', path: iso }, foreign]);
  await one.driver.media.eject(vmId, signal);
  expect(await one.driver.media.list(vmId, signal)).toEqual([foreign]);
});

test('disks that somebody has added take no place from it', async () => {
  const Path = `${one.fixture.vmsFolder}/data.vhdx`;
  await one.fixture.host.work(call('New-VHD', { Path, SizeBytes: 2 ** 30, Dynamic: true }), { signal });
  await person('Add-VMHardDiskDrive', { Path });
  await one.driver.start(vmId, signal);
  await one.driver.media.insert(vmId, iso, signal);
  expect(await one.driver.media.list(vmId, signal)).toEqual([{ role: 'iso', path: iso }]);
});

test('what is ejected at the hypervisor is gone here too', async () => {
  await one.driver.media.insert(vmId, iso, signal);
  const drive = { $from: { cmdlet: 'Get-VMDvdDrive', parameters: { VM: vmOf(await hypervId()) } } };
  await one.fixture.host.work(call('Set-VMDvdDrive', { VMDvdDrive: drive, Path: null }), { signal });
  await one.driver.close();
  await one.startAgain();
  expect(await one.driver.media.list(vmId, signal)).toEqual([]);
  await one.driver.media.insert(vmId, iso, signal);
  expect(await one.driver.media.list(vmId, signal)).toEqual([{ role: 'iso', path: iso }]);
});

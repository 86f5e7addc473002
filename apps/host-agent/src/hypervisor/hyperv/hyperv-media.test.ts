import { copyFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HypervFixture, makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { mediaConformance } from '../testing/media-conformance.ts';
import { vmIdOf, vmSpecification } from '../testing/vm-specification.ts';
import { call, vmOf } from './call.ts';
import type { HypervDriver } from './hyperv-driver.ts';

mediaConformance('hyperv on the simulator', () => makeHypervFixture());

const vmId = vmIdOf(1);
const signal = new AbortController().signal;

let fixture: HypervFixture;
let driver: HypervDriver;
let iso: string;
beforeEach(async () => {
  fixture = await makeHypervFixture('none');
  driver = fixture.makeDriver();
  await driver.adopt(signal);
  const vm = vmSpecification(1, fixture.image);
  await driver.createDisk(vm, () => undefined, signal);
  await driver.createVm(vm, signal);
  iso = `${fixture.seedIso}.iso`;
  await copyFile(fixture.seedIso, iso);
});
afterEach(async () => {
  await driver.close();
  await fixture.remove();
});

/** What somebody at Hyper-V Manager does. */
async function person(cmdlet: string, parameters: Parameters<typeof call>[1]): Promise<void> {
  const VM = vmOf(await hypervId());
  await fixture.host.work(call(cmdlet, { VM, ...parameters }), { signal });
}
async function hypervId(): Promise<string> {
  const vms = (await fixture.host.query(call('Get-VM', {}, 'VirtualMachine'), signal)) as { Id: string }[];
  return vms[0]?.Id ?? '';
}

test('a disc in a drive that somebody has added is told, and left alone', async () => {
  // As provisioning leaves a VM: its drives are there, and empty.
  for (const role of ['seed', 'tools'] as const) {
    await driver.attachMedium(vmId, { role, path: fixture.seedIso }, signal);
    await driver.detachMedium(vmId, role, signal);
  }
  await person('Add-VMDvdDrive', { Path: fixture.seedIso });
  const foreign = { role: null, path: fixture.seedIso };
  await driver.media.insert(vmId, iso, signal);
  expect(await driver.media.list(vmId, signal)).toEqual([{ role: 'iso', path: iso }, foreign]);
  await driver.media.eject(vmId, signal);
  expect(await driver.media.list(vmId, signal)).toEqual([foreign]);
});

test('disks that somebody has added take no place from it', async () => {
  const Path = `${fixture.vmsFolder}/data.vhdx`;
  await fixture.host.work(call('New-VHD', { Path, SizeBytes: 2 ** 30, Dynamic: true }), { signal });
  await person('Add-VMHardDiskDrive', { Path });
  await driver.start(vmId, signal);
  await driver.media.insert(vmId, iso, signal);
  expect(await driver.media.list(vmId, signal)).toEqual([{ role: 'iso', path: iso }]);
});

test('what is ejected at the hypervisor is gone here too', async () => {
  await driver.media.insert(vmId, iso, signal);
  const drive = { $from: { cmdlet: 'Get-VMDvdDrive', parameters: { VM: vmOf(await hypervId()) } } };
  await fixture.host.work(call('Set-VMDvdDrive', { VMDvdDrive: drive, Path: null }), { signal });
  await driver.close();
  driver = fixture.makeDriver();
  expect(await driver.media.list(vmId, signal)).toEqual([]);
  await driver.media.insert(vmId, iso, signal);
  expect(await driver.media.list(vmId, signal)).toEqual([{ role: 'iso', path: iso }]);
});

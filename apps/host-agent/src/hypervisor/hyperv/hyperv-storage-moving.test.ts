import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { expect, test } from 'vitest';
import { type HypervFixture, makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { isWaiting } from '../testing/is-waiting.ts';
import { oneHypervVm } from '../testing/one-hyperv-vm.ts';
import { storageConformance } from '../testing/storage-conformance.ts';
import { vmIdOf } from '../testing/vm-specification.ts';
import { call, vmOf } from './call.ts';
import type { Fault } from './simulator/daemon/faults.ts';

async function makePlacesFixture(guest?: 'none') {
  const fixture = await makeHypervFixture(guest);
  const path = join(fixture.vmsFolder, '..', 'fast');
  await mkdir(path);
  const place = { name: 'fast', path };
  const vmFolders = new Map([[place.name, path]]);
  const makeDriver: HypervFixture['makeDriver'] = (overrides = {}) =>
    fixture.makeDriver({ vmFolders, ...overrides });
  return { ...fixture, makeDriver, place };
}

storageConformance('hyperv on the simulator', () => makePlacesFixture());

const signal = new AbortController().signal;
const noProgress = (): void => undefined;
const vmId = vmIdOf(1);
const one = oneHypervVm({ makeFixture: () => makePlacesFixture('none') });

const setFault = (fault: Partial<Fault> & Pick<Fault, 'kind'>): Promise<void> =>
  one.fixture.setFaults({ cmdlet: 'Move-VMStorage', times: 1, ...fault });
const move = (onProgress = noProgress, until = signal): Promise<void> =>
  one.driver.storageMoving.move(vmId, 'fast', onProgress, until);
const at = async () => (await one.driver.storageMoving.look(vmId, signal)).place;
const vmFiles = () => join(one.fixture.place.path, vmId, 'Virtual Hard Disks');

test.each([
  ['disk-full', 'insufficient-storage'],
  ['access-denied', 'forbidden'],
  ['crash', 'unavailable'],
] as const)('%s ends as %s: the VM is where it was, and no half copy is left', async (kind, code) => {
  await setFault({ kind });
  await expect(move()).rejects.toMatchObject({ code });
  expect(await one.driver.storageMoving.settle(vmId, 'fast', signal)).toBe('host');
  expect(await readdir(one.fixture.place.path)).toEqual([]);
  await move();
  expect(await at()).toBe('fast');
});

test('what Hyper-V goes on with after a cancel is waited for, and the truth is told', async () => {
  await setFault({ kind: 'held' });
  const cancel = new AbortController();
  await expect(move(() => cancel.abort(), cancel.signal)).rejects.toMatchObject({ code: 'cancelled' });
  const settled = one.driver.storageMoving.settle(vmId, 'fast', signal);
  expect(await isWaiting(settled, one.fixture.host)).toBe(true);
  await one.fixture.setFaults();
  expect(await settled).toBe('fast');
});

test('a later process of the host agent waits for it too, and moves nothing twice', async () => {
  await setFault({ kind: 'held' });
  const told: number[] = [];
  const failing = expect(move(() => void told.push(1))).rejects.toBeDefined();
  await waitFor('the first bytes', () => told.length > 0);
  await one.driver.close();
  await failing;
  await one.startAgain();
  const moved = move();
  expect(await isWaiting(moved, one.fixture.host)).toBe(true);
  await one.fixture.setFaults();
  await moved;
  expect(await at()).toBe('fast');
  expect(await readdir(vmFiles())).toEqual(expect.arrayContaining([`${vmId}.vhdx`]));
});

test('a half copy of an earlier attempt goes, and a file that somebody keeps there stays', async () => {
  await mkdir(vmFiles(), { recursive: true });
  await writeFile(
    join(one.fixture.place.path, vmId, 'owner.json'),
    JSON.stringify({ vmId, driver: 'hyperv' }),
  );
  await writeFile(join(vmFiles(), `${vmId}.vhdx`), 'half');
  await writeFile(join(vmFiles(), 'kept.vhdx'), 'kept');
  await move();
  expect(await readdir(vmFiles())).toContain('kept.vhdx');
  const back = await one.driver.storageMoving.check(vmId, 'host', signal);
  await one.driver.storageMoving.move(vmId, 'host', noProgress, signal);
  // What stood on the image stood on a copy of it here, which nobody needs now.
  expect(await one.driver.storageMoving.tidy(vmId, back, signal)).toEqual({
    removed: [join(vmFiles(), 'disk.vhdx')],
    kept: [join(vmFiles(), 'kept.vhdx')],
  });
  expect(await readdir(vmFiles())).toEqual(['kept.vhdx']);
});

test('a folder of that name that is not the VM’s is left alone', async () => {
  await mkdir(join(one.fixture.place.path, vmId));
  await writeFile(join(one.fixture.place.path, vmId, 'theirs'), 'x');
  await expect(move()).rejects.toMatchObject({ code: 'already-exists' });
  expect(await readdir(join(one.fixture.place.path, vmId))).toEqual(['theirs']);
});

test('a place that is not mounted is said with the remedy', async () => {
  await rm(one.fixture.place.path, { recursive: true });
  const check = one.driver.storageMoving.check(vmId, 'fast', signal);
  await expect(check).rejects.toMatchObject({
    code: 'precondition-failed',
    userMessage: expect.stringContaining('BUSBAR_VM_FOLDERS'),
  });
});

test('a disk from elsewhere is told before it is moved, and a VM moved by a person is told as in no place', async () => {
  const Path = join(one.fixture.vmsFolder, 'theirs.vhdx');
  const { host } = one.fixture;
  await host.work(call('New-VHD', { Path, SizeBytes: 2 ** 26, Dynamic: true }), { signal });
  const [vm] = (await host.query(call('Get-VM', {}, 'VirtualMachine'), signal)) as { Id: string }[];
  const VM = vmOf(vm?.Id ?? '');
  const add = { VM, ControllerType: 'SCSI', ControllerNumber: 0, ControllerLocation: 9, Path };
  await host.work(call('Add-VMHardDiskDrive', add), { signal });
  expect(await one.driver.storageMoving.check(vmId, 'fast', signal)).toMatchObject({
    from: null,
    foreign: [Path],
  });
  const DestinationStoragePath = join(one.fixture.vmsFolder, '..', 'by-hand');
  await host.work(call('Move-VMStorage', { VM, DestinationStoragePath }), { signal });
  expect(await at()).toBe(null);
  await move();
  expect(await at()).toBe('fast');
});

test('a linked clone of a moved VM is refused by its remedy', async () => {
  await move();
  await expect(one.driver.linking.look(vmId, signal)).rejects.toMatchObject({
    userMessage: expect.stringContaining('Make a full clone'),
  });
});

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { beforeEach, expect, test } from 'vitest';
import { exportingConformance } from '../testing/exporting-conformance.ts';
import { makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { isWaiting } from '../testing/is-waiting.ts';
import { plainHypervVm } from '../testing/one-hyperv-vm.ts';
import { vmIdOf, vmSpecification } from '../testing/vm-specification.ts';
import { copiedNameOf } from './hyperv-checkpoint-exporting.ts';
import type { Fault } from './simulator/daemon/faults.ts';

exportingConformance('hyperv on the simulator', () => makeHypervFixture(), [
  /^hyper-v\.json$/,
  /^vm-\d+\/Virtual Hard Disks\/[0-9a-f-]{36}\.vhdx$/,
  /^vm-\d+\/Virtual Hard Disks\/disk\.vhdx$/,
  /^vm-\d+\/Virtual Machines\/[0-9A-F-]{36}\.vmcx$/,
]);

const signal = new AbortController().signal;
const vmId = vmIdOf(1);
const one = plainHypervVm();
let into: string;
beforeEach(async () => {
  into = join(one.fixture.vmsFolder, '..', 'exported');
  await mkdir(into);
});

const setFault = (fault: Partial<Fault> & Pick<Fault, 'kind'>): Promise<void> =>
  one.fixture.setFaults({ cmdlet: 'Export-VM', times: 1, ...fault });
const vmOf = async (Id: string): Promise<unknown> =>
  one.fixture.host.query({ cmdlet: 'Get-VM', parameters: { Id }, select: 'VirtualMachine' }, signal);

test('what Hyper-V goes on with after a cancel is waited for, so that it can be removed', async () => {
  await setFault({ kind: 'held' });
  const cancel = new AbortController();
  const copying = one.driver.exporting.copyInto(vmId, into, () => cancel.abort(), cancel.signal);
  await expect(copying).rejects.toMatchObject({ code: 'cancelled' });
  const settled = one.driver.exporting.settle(vmId, signal);
  expect(await isWaiting(settled, one.fixture.host)).toBe(true);
  await one.fixture.setFaults();
  await settled;
  // Now it is all there, and nothing more comes.
  expect(await readdir(into)).toEqual(['vm-1']);
  await one.driver.exporting.copyInto(vmId, `${into}-2`, () => undefined, signal);
});

test('another process of the host agent waits for it too', async () => {
  await setFault({ kind: 'held' });
  const told: number[] = [];
  const copying = one.driver.exporting.copyInto(vmId, into, (done) => void told.push(done), signal);
  const failing = expect(copying).rejects.toBeDefined();
  await waitFor('the first bytes', () => told.length > 0);
  await one.driver.close();
  await failing;
  await one.startAgain();
  const settled = one.driver.exporting.settle(vmId, signal);
  expect(await isWaiting(settled, one.fixture.host)).toBe(true);
  await one.fixture.setFaults();
  await settled;
  expect(await readdir(into)).toEqual(['vm-1']);
});

test('an export that cannot be waited for is an error in time', async () => {
  await setFault({ kind: 'held' });
  const cancel = new AbortController();
  const copying = one.driver.exporting.copyInto(vmId, into, () => cancel.abort(), cancel.signal);
  await expect(copying).rejects.toBeDefined();
  const settling = one.driver.exporting.settle(vmId, AbortSignal.timeout(50));
  await expect(settling).rejects.toMatchObject({ code: 'unavailable' });
});

test('a checkpoint is copied as the VM was then, and another VM stands on the copy alone', async () => {
  await one.driver.start(vmId, signal);
  const { id: checkpointId } = await one.driver.checkpoints.create(vmId, 'it’s $(then)', signal);
  await one.driver.checkpoints.create(vmId, 'later', signal);
  const told: number[] = [];
  const copy = { vmId, checkpointId, folder: into };
  const unknown = { ...copy, checkpointId: vmId };
  await expect(
    one.driver.checkpointExporting.copyInto(unknown, () => undefined, signal),
  ).rejects.toMatchObject({
    code: 'not-found',
  });
  const made = await one.driver.checkpointExporting.copyInto(copy, (done) => void told.push(done), signal);
  expect(made).toMatchObject({ vmId, name: 'vm-1', power: 'running' });
  expect(told.length).toBeGreaterThan(0);
  expect((await one.driver.find(vmId, signal))?.power).toBe('running');
  expect(await one.driver.checkpoints.list(vmId, signal)).toHaveLength(2);
  await one.driver.delete(vmId, signal);
  const other = vmSpecification(2, one.fixture.image);
  await one.driver.importing.createDiskFrom({ folder: into, isKept: true }, other, () => undefined, signal);
  await one.driver.createVm(other, signal);
  await one.driver.start(other.vmId, signal);
  expect((await one.driver.find(other.vmId, signal))?.power).toBe('running');
});

test.each([
  ['disk.vhdx', ['disk.vhdx'], 'disk.vhdx'],
  ['disk_3F2A9C1E-5B1D-4F0E-9A55-0C2F5D1F9B10.avhdx', ['data.vhdx', 'Disk.vhdx'], 'Disk.vhdx'],
  [
    'disk_3f2a9c1e-5b1d-4f0e-9a55-0c2f5d1f9b10.avhdx',
    ['disk_3F2A9C1E-5B1D-4F0E-9A55-0C2F5D1F9B10.vhdx'],
    'disk_3F2A9C1E-5B1D-4F0E-9A55-0C2F5D1F9B10.vhdx',
  ],
])('the copy of %s among %j is %s', (name, copied, found) => {
  expect(copiedNameOf(name, copied)).toBe(found);
});

test.each([[['data.vhdx']], [['disk.vhdx', 'disk.vhd']]])('no copy is guessed among %j', (copied) => {
  expect(() => copiedNameOf('disk.avhdx', copied)).toThrow('copies');
});

test('a full disk is told as such', async () => {
  await setFault({ kind: 'disk-full' });
  const copying = one.driver.exporting.copyInto(vmId, into, () => undefined, signal);
  await expect(copying).rejects.toMatchObject({ code: 'insufficient-storage' });
});

test('the copy of a VM that runs has no memory in it, and nothing of it stands outside', async () => {
  await one.driver.start(vmId, signal);
  await one.driver.exporting.copyInto(vmId, into, () => undefined, signal);
  const [name = ''] = await readdir(join(into, 'vm-1', 'Virtual Machines'));
  await one.driver.delete(vmId, signal);
  const Path = join(into, 'vm-1', 'Virtual Machines', name);
  const imported = { cmdlet: 'Import-VM', parameters: { Path }, select: 'VirtualMachine' };
  await one.fixture.host.work(imported, { signal });
  expect(await vmOf(name.replace(/\.vmcx$/, '').toLowerCase())).toMatchObject([{ State: 'Off' }]);
});

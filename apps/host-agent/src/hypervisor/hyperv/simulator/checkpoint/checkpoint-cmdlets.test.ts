import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { from, HostBench, startTestSimulator, type TestSimulator, vm } from '../testing/bench-host.ts';

let simulator: TestSimulator;
let host: HostBench;
let folder: string;
let made = 0;
beforeAll(async () => {
  simulator = await startTestSimulator();
  host = new HostBench(simulator);
});
beforeEach(async () => {
  made += 1;
  folder = join(simulator.folder, `vm${made}`);
  await mkdir(folder);
});
afterAll(() => simulator.remove());

const checkpoint = (id: string, SnapshotName: string) =>
  host.one('Checkpoint-VM', { VM: vm(id), SnapshotName, Passthru: true }, 'VMSnapshot');
const snapshots = (id: string) => host.ask('Get-VMSnapshot', { VM: vm(id) }, 'VMSnapshot');
const snapshot = (id: unknown) => from('Get-VMSnapshot', { Id: String(id) });
const diskOf = async (id: string): Promise<string> =>
  String((await host.one('Get-VMHardDiskDrive', { VM: vm(id) }, 'VMHardDiskDrive')).Path);
const diskFiles = (): string[] => readdirSync(folder).filter((name) => /\.a?vhdx$/.test(name));

test('grows a tree: each checkpoint hangs on the one before, and the disk goes on in a new file', async () => {
  const { id, disk } = await host.makeVm(folder);
  const first = await checkpoint(id, 'first');
  const second = await checkpoint(id, 'second');
  expect(second).toMatchObject({ ParentSnapshotId: first.Id, SnapshotType: 'Standard', State: 'Off' });
  const leaf = await host.one('Get-VHD', { Path: await diskOf(id) }, 'VirtualHardDisk');
  expect(leaf).toMatchObject({ VhdType: 'Differencing' });
  expect(diskFiles()).toHaveLength(3);
  expect(await host.one('Get-VHD', { Path: String(leaf.ParentPath) }, 'VirtualHardDisk')).toMatchObject({
    ParentPath: disk,
  });
  expect(await host.one('Get-VM', { Id: id }, 'VirtualMachine')).toMatchObject({
    ParentSnapshotName: 'second',
  });
});

test('applies a checkpoint with its settings, and goes on beside what came after', async () => {
  const { id } = await host.makeVm(folder);
  const first = await checkpoint(id, 'first');
  await host.ask('Set-VMProcessor', { VM: vm(id), Count: 4 });
  await checkpoint(id, 'second');
  await host.ask('Restore-VMSnapshot', { VMSnapshot: snapshot(first.Id) });
  expect(await host.one('Get-VMProcessor', { VM: vm(id) }, 'VMProcessor')).toMatchObject({ Count: 1 });
  const third = await checkpoint(id, 'third');
  expect(third).toMatchObject({ ParentSnapshotId: first.Id });
  expect(await host.ask('Get-VMSnapshot', { ChildOf: snapshot(first.Id) }, 'VMSnapshot')).toHaveLength(2);
  await host.ask('Test-VHD', { Path: await diskOf(id) });
});

test('a standard checkpoint of a running VM has its memory, and brings it back as saved', async () => {
  const { id } = await host.makeVm(folder);
  await host.ask('Start-VM', { VM: vm(id) });
  const live = await checkpoint(id, 'live');
  expect(live).toMatchObject({ State: 'Saved' });
  await host.ask('Restore-VMSnapshot', { VMSnapshot: snapshot(live.Id) });
  expect(await host.stateOf(id)).toBe('Saved');
  await host.ask('Start-VM', { VM: vm(id) });
  await host.ask('Set-VM', { VM: vm(id), CheckpointType: 'Production' });
  expect(await checkpoint(id, 'crash-free')).toMatchObject({ State: 'Off', SnapshotType: 'Recovery' });
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
});

test('merges the disks of removed checkpoints until one file is left, in whichever order they go', async () => {
  const { id, disk } = await host.makeVm(folder);
  const [first, second, third] = [
    await checkpoint(id, 'first'),
    await checkpoint(id, 'second'),
    await checkpoint(id, 'third'),
  ];
  await host.ask('Restore-VMSnapshot', { VMSnapshot: snapshot(first.Id) });
  for (const { Id } of [first, third, second]) {
    await host.ask('Remove-VMSnapshot', { VMSnapshot: snapshot(Id) });
    await host.ask('Test-VHD', { Path: await diskOf(id) });
  }
  expect(await snapshots(id)).toEqual([]);
  expect(await diskOf(id)).toBe(disk);
  expect(diskFiles()).toHaveLength(1);
});

test('never merges into the image that a disk stands on', async () => {
  const image = join(folder, 'image.vhdx');
  await host.ask('New-VHD', { Path: image, SizeBytes: 2 ** 26, Dynamic: true });
  const disk = join(folder, 'linked.vhdx');
  await host.ask('New-VHD', { Path: disk, ParentPath: image, Differencing: true });
  const parameters = { Name: 'linked', Generation: 2, VHDPath: disk, Path: folder };
  const { Id } = await host.one('New-VM', parameters, 'VirtualMachine');
  const { Id: snapshotId } = await checkpoint(String(Id), 'one');
  await host.ask('Remove-VMSnapshot', { VMSnapshot: snapshot(snapshotId) });
  expect(await diskOf(String(Id))).toBe(disk);
  expect(await host.one('Get-VHD', { Path: disk }, 'VirtualHardDisk')).toMatchObject({ ParentPath: image });
  expect(existsSync(image)).toBe(true);
});

test('removes a whole branch, and all with the VM', async () => {
  const { id } = await host.makeVm(folder);
  const first = await checkpoint(id, 'first');
  await checkpoint(id, 'second');
  await host.ask('Remove-VMSnapshot', { VMSnapshot: snapshot(first.Id), IncludeAllChildSnapshots: true });
  expect(await snapshots(id)).toEqual([]);
  await checkpoint(id, 'third');
  await host.ask('Remove-VM', { VM: vm(id), Force: true });
  expect(diskFiles()).toHaveLength(1);
});

test('renames, finds by wildcard, and refuses what is not there or switched off', async () => {
  const { id } = await host.makeVm(folder);
  const first = await checkpoint(id, 'before upgrade');
  await host.ask('Rename-VMSnapshot', { VMSnapshot: snapshot(first.Id), NewName: 'after $(upgrade)' });
  const found = await host.ask('Get-VMSnapshot', { VM: vm(id), Name: 'after*' }, 'VMSnapshot');
  expect(found).toMatchObject([{ Name: 'after $(upgrade)' }]);
  expect(await host.refusal('Get-VMSnapshot', { VM: vm(id), Name: 'gone' })).toBe('ObjectNotFound');
  expect(await host.refusal('Get-VMSnapshot', { Id: id })).toBe('ObjectNotFound');
  await host.ask('Set-VM', { VM: vm(id), CheckpointType: 'Disabled' });
  expect(await host.refusal('Checkpoint-VM', { VM: vm(id) })).toBe('InvalidOperation');
});

test('refuses to change parts of a checkpoint', async () => {
  const { id } = await host.makeVm(folder);
  const { Id } = await checkpoint(id, 'kept');
  const drive = from('Get-VMHardDiskDrive', { VMSnapshot: snapshot(Id) });
  expect(await host.refusal('Remove-VMHardDiskDrive', { VMHardDiskDrive: drive })).toBe('InvalidOperation');
  expect(await host.refusal('Resize-VHD', { Path: await parentOf(id), SizeBytes: 2 ** 28 })).toBe(
    'InvalidOperation',
  );
});

const parentOf = async (id: string): Promise<string> =>
  String((await host.one('Get-VHD', { Path: await diskOf(id) }, 'VirtualHardDisk')).ParentPath);

test('makes a checkpoint at each start where that was not switched off, and merges it after a clean shutdown', async () => {
  const { id, disk } = await host.makeVm(folder);
  await host.ask('Set-VM', { VM: vm(id), AutomaticCheckpointsEnabled: true });
  await host.ask('Start-VM', { VM: vm(id) });
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
  await host.ask('Start-VM', { VM: vm(id) });
  expect(await snapshots(id)).toMatchObject([{ IsAutomaticCheckpoint: true }]);
  expect(await diskOf(id)).not.toBe(disk);
  expect(diskFiles()).toHaveLength(2);
  await host.ask('Stop-VM', { VM: vm(id) });
  expect(await snapshots(id)).toEqual([]);
  expect(await diskOf(id)).toBe(disk);
  expect(diskFiles()).toHaveLength(1);
});

import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostBench, startTestSimulator, type TestSimulator, vm } from '../testing/bench-host.ts';

let simulator: TestSimulator;
let host: HostBench;
beforeAll(async () => {
  simulator = await startTestSimulator();
  host = new HostBench(simulator);
});
afterAll(() => simulator.remove());

const at = (...parts: readonly string[]): string => join(simulator.folder, ...parts);
const vmcx = (folder: string, id: string): string =>
  join(folder, 'Virtual Machines', `${id.toUpperCase()}.vmcx`);
const diskOf = async (id: unknown): Promise<string> =>
  String((await host.one('Get-VMHardDiskDrive', { VM: vm(String(id)) }, 'VMHardDiskDrive')).Path);

test('exports a VM with its checkpoints, and imports it as a copy with ids of its own', async () => {
  const { id } = await host.makeVm(simulator.folder, 'original');
  await host.ask('Checkpoint-VM', { VM: vm(id), SnapshotName: 'kept' });
  await host.ask('Export-VM', { VM: vm(id), Path: at('exports') }, null, true);
  expect(host.progress.at(-1)).toBe(100);
  const Path = vmcx(at('exports', 'original'), id);
  expect(await host.refusal('Import-VM', { Path })).toBe('OperationFailed');
  const copy = {
    Path,
    Copy: true,
    GenerateNewId: true,
    VhdDestinationPath: at('copies'),
    VirtualMachinePath: at('copies'),
  };
  const made = await host.one('Import-VM', copy, 'VirtualMachine');
  expect(made.Id).not.toBe(id);
  expect(await host.ask('Get-VMSnapshot', { VM: vm(String(made.Id)) }, 'VMSnapshot')).toMatchObject([
    { Name: 'kept', VMId: made.Id },
  ]);
  expect(await diskOf(made.Id)).toContain(at('copies'));
  // The copy stands on copies alone.
  await rm(at('exports'), { recursive: true });
  await host.ask('Start-VM', { VM: vm(String(made.Id)) });
  await host.ask('Stop-VM', { VM: vm(String(made.Id)), TurnOff: true });
});

test('restores an export in place on another host, also from a folder that was moved', async () => {
  const { id } = await host.makeVm(simulator.folder, 'moved');
  await host.ask('Checkpoint-VM', { VM: vm(id) });
  await host.ask('Export-VM', { VM: vm(id), Path: at('first') });
  await cp(at('first'), at('second'), { recursive: true });
  await rm(at('first'), { recursive: true });
  const other = new HostBench(simulator, 'other');
  await other.ask('Import-VM', { Path: vmcx(at('second', 'moved'), id) });
  expect(await other.one('Get-VM', { Id: id }, 'VirtualMachine')).toMatchObject({
    Name: 'moved',
    Path: at('second', 'moved'),
  });
  await other.ask('Start-VM', { VM: vm(id) });
  await other.ask('Stop-VM', { VM: vm(id), TurnOff: true });
});

test('exports a VM that runs with its memory or without, as it is asked, and in no other way', async () => {
  const { id } = await host.makeVm(simulator.folder, 'live');
  await host.ask('Start-VM', { VM: vm(id) });
  const exportAs = (state: string) => ({ VM: vm(id), Path: at(state), CaptureLiveState: state });
  const other = new HostBench(simulator, 'live-target');
  for (const [state, imported] of [
    ['CaptureCrashConsistentState', 'Off'],
    ['CaptureDataConsistentState', 'Off'],
    ['CaptureSavedState', 'Saved'],
  ] as const) {
    await host.ask('Export-VM', exportAs(state));
    expect(await host.stateOf(id)).toBe('Running');
    await other.ask('Import-VM', { Path: vmcx(at(state, 'live'), id) });
    expect(await other.stateOf(id)).toBe(imported);
    await other.ask('Remove-VM', { VM: vm(id), Force: true });
  }
  expect(await host.refusal('Export-VM', exportAs('CaptureEverything'))).toBe('InvalidParameter');
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
});

test('refuses to export over an export, and to import what misses its switch or its disk', async () => {
  const { id } = await host.makeVm(simulator.folder, 'refused');
  await host.ask('New-VMSwitch', { Name: 'only here', SwitchType: 'Private' });
  const { Id } = await host.one(
    'New-VM',
    { Name: 'wired', Generation: 2, SwitchName: 'only here', Path: simulator.folder },
    'VirtualMachine',
  );
  for (const each of [id, String(Id)]) await host.ask('Export-VM', { VM: vm(each), Path: at('out') });
  expect(await host.refusal('Export-VM', { VM: vm(id), Path: at('out') })).toBe('OperationFailed');
  const other = new HostBench(simulator, 'third');
  expect(await other.refusal('Import-VM', { Path: vmcx(at('out', 'wired'), String(Id)) })).toBe(
    'OperationFailed',
  );
  await host.ask('Remove-VM', { VM: vm(id), Force: true });
  await rm(at('out', 'refused', 'Virtual Hard Disks'), { recursive: true });
  expect(await other.refusal('Import-VM', { Path: vmcx(at('out', 'refused'), id) })).toBe('OperationFailed');
  expect(await other.ask('Get-VM', {}, 'VirtualMachine')).toEqual([]);
});

test('exports a checkpoint as a VM that stands on nothing', async () => {
  const { id } = await host.makeVm(simulator.folder, 'snapped');
  await host.ask('Checkpoint-VM', { VM: vm(id), SnapshotName: 'one' });
  await host.ask('Export-VMSnapshot', { VM: vm(id), Name: 'one', Path: at('snapshots') });
  const other = new HostBench(simulator, 'fourth');
  const made = await other.one('Import-VM', { Path: vmcx(at('snapshots', 'snapped'), id) }, 'VirtualMachine');
  const { Path } = await other.one('Get-VMHardDiskDrive', { VM: vm(String(made.Id)) }, 'VMHardDiskDrive');
  const disk = await other.one('Get-VHD', { Path: String(Path) }, 'VirtualHardDisk');
  expect(disk).toMatchObject({ VhdType: 'Dynamic', ParentPath: '' });
});

test('moves the storage of a running VM, and takes nothing of its parents', async () => {
  const image = at('parent.vhdx');
  await host.ask('New-VHD', { Path: image, SizeBytes: 2 ** 26, Dynamic: true });
  const disk = at('leaf.vhdx');
  await host.ask('New-VHD', { Path: disk, ParentPath: image, Differencing: true });
  const parameters = { Name: 'mover', Generation: 2, VHDPath: disk, Path: simulator.folder };
  const { Id } = await host.one('New-VM', parameters, 'VirtualMachine');
  await host.ask('Set-VM', { VM: vm(String(Id)), AutomaticCheckpointsEnabled: false });
  await host.ask('Start-VM', { VM: vm(String(Id)) });
  await host.ask('Move-VMStorage', { VM: vm(String(Id)), DestinationStoragePath: at('elsewhere') });
  expect(await diskOf(Id)).toBe(at('elsewhere', 'Virtual Hard Disks', 'leaf.vhdx'));
  expect([existsSync(disk), existsSync(image)]).toEqual([false, true]);
  await host.ask('Test-VHD', { Path: await diskOf(Id) });
  await host.ask('Stop-VM', { VM: vm(String(Id)), TurnOff: true });
});

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildGuest } from '../../../testing/guest-executable.ts';
import { HostBench, startTestSimulator, type TestSimulator, vm } from '../testing/bench-host.ts';

let simulator: TestSimulator;
let host: HostBench;
let other: HostBench;
let id: string;
let disk: string;
beforeAll(async () => {
  simulator = await startTestSimulator({ guestExecutable: await buildGuest() });
  host = new HostBench(simulator);
  other = new HostBench(simulator, 'Other');
  for (const each of [host, other]) await each.ask('Get-VMHost');
  ({ id, disk } = await host.makeVm(simulator.folder, 'mover'));
}, 150_000);
afterAll(() => simulator.remove());

const at = (...parts: readonly string[]): string => join(simulator.folder, ...parts);
const move = (changes: object = {}) => ({
  VM: vm(id),
  DestinationHost: 'OTHER',
  IncludeStorage: true,
  DestinationStoragePath: at('there'),
  ...changes,
});
const enable = (name: string, isEnabled = true) =>
  simulator.simulator.control({ kind: 'set-migration', host: name, isEnabled });
const isThere = async (bench: HostBench): Promise<boolean> =>
  (await bench.ask('Get-VM', {}, 'VirtualMachine')).some(({ Id }) => Id === id);
const pidOf = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(at('state', name, 'guests', id, 'process.json'), 'utf8'));

test('is refused until both hosts allow it, and without what the destination must have', async () => {
  expect(await host.refusal('Move-VM', move())).toBe('OperationFailed');
  await enable('host');
  expect(await host.refusal('Move-VM', move())).toBe('OperationFailed');
  await enable('Other');
  for (const [changes, identifier] of [
    [{ DestinationHost: 'nobody' }, 'OperationFailed'],
    [{ DestinationHost: 'host' }, 'OperationFailed'],
    [{ DestinationStoragePath: 'relative' }, 'InvalidParameter'],
  ] as const)
    expect(await host.refusal('Move-VM', move(changes))).toBe(identifier);
  const { IncludeStorage: _, DestinationStoragePath: __, ...without } = move();
  expect(await host.refusal('Move-VM', without)).toBe('NotSupported');
  await host.ask('New-VMSwitch', { Name: 'only here', SwitchType: 'Private' });
  await host.ask('Connect-VMNetworkAdapter', { VMName: 'mover', SwitchName: 'only here' });
  expect(await host.refusal('Move-VM', move())).toBe('OperationFailed');
  const lacks = async () => (await host.one('Compare-VM', move(), 'VMCompatibilityReport')).Incompatibilities;
  expect(await lacks()).toMatchObject([{ MessageId: 33_012 }]);
  await host.ask('Disconnect-VMNetworkAdapter', { VMName: 'mover' });
  expect(await lacks()).toEqual([]);
  expect([await isThere(host), await isThere(other), existsSync(at('there'))]).toEqual([true, false, false]);
});

test('moves a VM that runs under its id, with its checkpoints; its guest goes on and is not started anew', async () => {
  await host.ask('Checkpoint-VM', { VM: vm(id), SnapshotName: 'kept' });
  await host.ask('Start-VM', { VM: vm(id) });
  const before = await pidOf('host');
  await host.ask('Move-VM', move(), null, true);
  expect(host.progress.at(-1)).toBe(100);
  expect([await isThere(host), await isThere(other)]).toEqual([false, true]);
  expect(await other.stateOf(id)).toBe('Running');
  expect(await pidOf('Other')).toEqual(before);
  expect(existsSync(disk)).toBe(false);
  const { Path } = await other.one('Get-VMHardDiskDrive', { VM: vm(id) }, 'VMHardDiskDrive');
  expect(String(Path)).toContain(at('there', 'Virtual Hard Disks'));
  expect(await other.ask('Get-VMSnapshot', { VM: vm(id) }, 'VMSnapshot')).toMatchObject([{ Name: 'kept' }]);
  await other.ask('Stop-VM', { VM: vm(id), TurnOff: true });
});

test('moves it back while it is off; where its disks are in the way nothing is changed', async () => {
  const back = move({ DestinationHost: 'host', DestinationStoragePath: at('back') });
  await host.ask('New-VHD', {
    Path: at('back', 'Virtual Hard Disks', 'x.vhdx'),
    SizeBytes: 2 ** 26,
    Dynamic: true,
  });
  await other.ask('Move-VM', back);
  expect([await isThere(host), await isThere(other)]).toEqual([true, false]);
  await host.ask('Start-VM', { VM: vm(id) });
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
});

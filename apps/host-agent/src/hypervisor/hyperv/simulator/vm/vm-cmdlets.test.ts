import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { from, HostBench, startTestSimulator, type TestSimulator, vm } from '../testing/bench-host.ts';

let simulator: TestSimulator;
let host: HostBench;
beforeAll(async () => {
  simulator = await startTestSimulator();
  host = new HostBench(simulator);
});
afterAll(() => simulator.remove());

test('makes a VM as Hyper-V does: generation 1, one adapter that is connected to nothing', async () => {
  const made = await host.one('New-VM', { Name: 'plain' }, 'VirtualMachine');
  expect(made).toMatchObject({ Name: 'plain', State: 'Off', Generation: 1, MemoryStartup: 2 ** 30 });
  const adapters = await host.ask('Get-VMNetworkAdapter', { VM: vm(String(made.Id)) }, 'VMNetworkAdapter');
  expect(adapters).toMatchObject([{ Name: 'Network Adapter', MacAddress: '000000000000', Connected: false }]);
});

test('gives a VM with a path a folder of its name, and takes only its configuration away', async () => {
  const { id, disk } = await host.makeVm(simulator.folder, 'foldered');
  const file = join(simulator.folder, 'foldered', 'Virtual Machines', `${id.toUpperCase()}.vmcx`);
  expect(existsSync(file)).toBe(true);
  await host.ask('Remove-VM', { VM: vm(id), Force: true });
  expect([existsSync(file), existsSync(disk)]).toEqual([false, true]);
  expect(await host.refusal('Get-VM', { Id: id })).toBe('ObjectNotFound');
});

test('allows the same name twice, and finds VMs by wildcards', async () => {
  const first = await host.makeVm(simulator.folder, 'twin-a');
  await host.makeVm(simulator.folder, 'twin-b');
  await host.ask('Rename-VM', { VM: vm(first.id), NewName: 'twin-b' });
  expect(await host.ask('Get-VM', { Name: 'twin-b' }, 'VirtualMachine')).toHaveLength(2);
  expect(await host.ask('Get-VM', { Name: 'TWIN-?' }, 'VirtualMachine')).toHaveLength(2);
  expect(await host.ask('Get-VM', { Name: 'no-such-*' }, 'VirtualMachine')).toEqual([]);
  expect(await host.refusal('Get-VM', { Name: 'no-such-vm' })).toBe('InvalidParameter');
  const byName = from('Get-VM', { Name: 'twin-b' });
  expect(await host.refusal('Start-VM', { VM: byName })).toBe('InvalidOperation');
});

test('returns what a change has changed only with -Passthru', async () => {
  const { id } = await host.makeVm(simulator.folder);
  const change = { VM: vm(id), Notes: 'kept' };
  expect(await host.ask('Set-VM', change, 'VirtualMachine')).toEqual([]);
  expect(await host.ask('Set-VM', { ...change, Passthru: true }, 'VirtualMachine')).toMatchObject([
    { Notes: 'kept' },
  ]);
});

test('goes through the states, and refuses what the current one does not allow', async () => {
  const { id } = await host.makeVm(simulator.folder);
  const states: unknown[] = [];
  for (const [cmdlet, more] of [
    ['Start-VM', {}],
    ['Start-VM', {}],
    ['Suspend-VM', {}],
    ['Resume-VM', {}],
    ['Save-VM', {}],
    ['Start-VM', {}],
    ['Restart-VM', { Force: true }],
    ['Stop-VM', { TurnOff: true }],
    ['Stop-VM', {}],
  ] as const) {
    await host.ask(cmdlet, { VM: vm(id), ...more });
    states.push(await host.stateOf(id));
  }
  expect(states).toEqual([
    ...['Running', 'Running', 'Paused', 'Running', 'Saved', 'Running', 'Running', 'Off', 'Off'],
  ]);
  expect(await host.refusal('Save-VM', { VM: vm(id) })).toBe('InvalidState');
  expect(await host.refusal('Suspend-VM', { VM: vm(id) })).toBe('InvalidState');
  await host.ask('Start-VM', { VM: vm(id) });
  expect(await host.refusal('Remove-VM', { VM: vm(id), Force: true })).toBe('InvalidState');
  expect(await host.refusal('Set-VMProcessor', { VM: vm(id), Count: 2 })).toBe('InvalidState');
  expect(await host.refusal('Set-VMFirmware', { VM: vm(id), EnableSecureBoot: 'Off' })).toBe('InvalidState');
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
});

test('draws MAC addresses at the first start, and keeps them', async () => {
  const { id } = await host.makeVm(simulator.folder);
  const mac = async () =>
    (await host.one('Get-VMNetworkAdapter', { VM: vm(id) }, 'VMNetworkAdapter')).MacAddress;
  await host.ask('Start-VM', { VM: vm(id) });
  const first = await mac();
  expect(first).toMatch(/^00155D[0-9A-F]{6}$/);
  await host.ask('Restart-VM', { VM: vm(id), Force: true });
  expect(await mac()).toBe(first);
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
});

test('starts no more VMs than the memory holds', async () => {
  const { id } = await host.makeVm(simulator.folder);
  await host.ask('Set-VM', { VM: vm(id), StaticMemory: true, MemoryStartupBytes: 128 * 2 ** 30 });
  expect(await host.refusal('Start-VM', { VM: vm(id) })).toBe('OutOfMemory');
  expect(await host.stateOf(id)).toBe('Off');
});

test('refuses a missing disk, a disk that another VM has open, and a broken chain', async () => {
  const { id, disk } = await host.makeVm(simulator.folder);
  const other = await host.makeVm(simulator.folder);
  await host.ask('Add-VMHardDiskDrive', { VM: vm(other.id), Path: disk });
  await host.ask('Start-VM', { VM: vm(id) });
  expect(await host.refusal('Start-VM', { VM: vm(other.id) })).toBe('ObjectInUse');
  expect(await host.refusal('New-VM', { Name: 'x', VHDPath: '/no/such.vhdx' })).toBe('FileNotFound');
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
});

test.each([
  ['Set-VM', { MemoryStartupBytes: 33 * 2 ** 20 }],
  ['Set-VM', { MemoryStartupBytes: 3 * 2 ** 50 }],
  ['Set-VM', { ProcessorCount: 17 }],
  ['Set-VM', { ProcessorCount: 0 }],
  ['Set-VM', { DynamicMemory: true, MemoryMinimumBytes: 2 ** 30, MemoryMaximumBytes: 2 ** 31 }],
  ['Set-VM', { NewVMName: '' }],
  ['Set-VM', { NewVMName: 'x'.repeat(101) }],
  ['Set-VMFirmware', { SecureBootTemplateId: '00000000-0000-0000-0000-000000000000' }],
  ['Set-VMComPort', { Number: 3, Path: '\\\\.\\pipe\\x' }],
  ['Set-VMComPort', { Number: 1, Path: 'C:\\file' }],
  ['Set-VMNetworkAdapter', { StaticMacAddress: '01155D000001' }],
  ['Set-VMNetworkAdapterVlan', { Access: true, VlanId: 4095 }],
  ['Add-VMDvdDrive', { Path: 'relative.iso' }],
  ['Add-VMDvdDrive', { ControllerNumber: 1 }],
  ['Add-VMDvdDrive', { ControllerNumber: 0, ControllerLocation: 64 }],
] as const)('%s refuses %j and changes nothing', async (cmdlet, parameters) => {
  const { id } = await host.makeVm(simulator.folder);
  const before = await host.ask('Get-BusbarVMSummary', {}, 'BusbarVMSummary');
  expect(await host.refusal(cmdlet, { VM: vm(id), ...parameters })).toBe('InvalidParameter');
  expect(await host.ask('Get-BusbarVMSummary', {}, 'BusbarVMSummary')).toEqual(before);
});

test('has a firmware that boots what it is told, by secure boot templates known by id', async () => {
  const { id } = await host.makeVm(simulator.folder);
  const linux = '272e7447-90a4-4563-a4b9-8e4ab00526ce';
  const adapter = from('Get-VMNetworkAdapter', { VM: vm(id) });
  await host.ask('Set-VMFirmware', { VM: vm(id), SecureBootTemplateId: linux, FirstBootDevice: adapter });
  expect(await host.one('Get-VMFirmware', { VM: vm(id) }, 'VMFirmware')).toMatchObject({
    SecureBoot: 'On',
    SecureBootTemplate: 'MicrosoftUEFICertificateAuthority',
    SecureBootTemplateId: linux,
    BootOrder: [{ BootType: 'Network' }, { BootType: 'Drive' }],
  });
});

test('has a virtual TPM only behind a key protector', async () => {
  const { id } = await host.makeVm(simulator.folder);
  expect(await host.refusal('Enable-VMTPM', { VM: vm(id) })).toBe('InvalidOperation');
  await host.ask('Set-VMKeyProtector', { VM: vm(id), NewLocalKeyProtector: true });
  await host.ask('Enable-VMTPM', { VM: vm(id) });
  expect(await host.one('Get-VMSecurity', { VM: vm(id) }, 'VMSecurity')).toMatchObject({ TpmEnabled: true });
});

test('has integration services that are told and switched by their ids', async () => {
  const { id } = await host.makeVm(simulator.folder);
  const services = () => host.ask('Get-VMIntegrationService', { VM: vm(id) }, 'VMIntegrationComponent');
  const guestService = async () =>
    (await services()).find(({ Id }) => String(Id).includes('6C09BB55-D683-4DA0-8931-C9BF705F6480'));
  expect(await guestService()).toMatchObject({ Enabled: false, PrimaryOperationalStatus: 'Disabled' });
  const Name = String((await guestService())?.Name);
  await host.ask('Enable-VMIntegrationService', { VM: vm(id), Name });
  expect(await guestService()).toMatchObject({ Enabled: true });
});

test('meters only what is being metered', async () => {
  const { id } = await host.makeVm(simulator.folder);
  expect(await host.refusal('Measure-VM', { VM: vm(id) })).toBe('InvalidState');
  await host.ask('Enable-VMResourceMetering', { VM: vm(id) });
  const report = await host.one('Measure-VM', { VM: vm(id) }, 'VMMeteringReportForVirtualMachine');
  expect(report).toMatchObject({ VMId: id, TotalDiskAllocation: 64 });
  expect(report.MeteringDurationSeconds).toBeGreaterThan(0);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultSwitchId } from '../state/new-records.ts';
import { from, HostBench, startTestSimulator, type TestSimulator, vm } from '../testing/bench-host.ts';

let simulator: TestSimulator;
let host: HostBench;
beforeAll(async () => {
  simulator = await startTestSimulator();
  host = new HostBench(simulator);
});
afterAll(() => simulator.remove());

const adapters = (id: string) => host.ask('Get-VMNetworkAdapter', { VM: vm(id) }, 'VMNetworkAdapter');

test('begins with the Default Switch, which nobody may change', async () => {
  const found = await host.one('Get-VMSwitch', { Id: defaultSwitchId }, 'VMSwitch');
  expect(found).toMatchObject({ Name: 'Default Switch', SwitchType: 'Internal' });
  const VMSwitch = from('Get-VMSwitch', { Id: defaultSwitchId });
  expect(await host.refusal('Remove-VMSwitch', { VMSwitch, Force: true })).toBe('InvalidOperation');
  expect(await host.refusal('Get-VMSwitch', { Name: 'no such switch' })).toBe('InvalidParameter');
});

test('makes switches of each type, one on each adapter of the machine', async () => {
  const types = async () =>
    (await host.ask('Get-VMSwitch', { Name: 'made*' }, 'VMSwitch')).map(({ SwitchType }) => SwitchType);
  await host.ask('New-VMSwitch', { Name: 'made-1', SwitchType: 'Internal' });
  await host.ask('New-VMSwitch', { Name: 'made-2', SwitchType: 'Private' });
  await host.ask('New-VMSwitch', { Name: 'made-3', NetAdapterName: 'Ethernet' });
  expect(await types()).toEqual(['Internal', 'Private', 'External']);
  const again = { Name: 'made-4', NetAdapterName: 'Ethernet' };
  expect(await host.refusal('New-VMSwitch', again)).toBe('ObjectInUse');
  expect(await host.refusal('New-VMSwitch', { ...again, NetAdapterName: 'Wi-Fi' })).toBe('ObjectNotFound');
  expect(await types()).toHaveLength(3);
});

test('keeps a switch that a running VM uses', async () => {
  const { id } = await host.makeVm(simulator.folder);
  await host.ask('New-VMSwitch', { Name: 'used', SwitchType: 'Private' });
  const adapter = from('Get-VMNetworkAdapter', { VM: vm(id) });
  await host.ask('Connect-VMNetworkAdapter', { VMNetworkAdapter: adapter, SwitchName: 'used' });
  await host.ask('Start-VM', { VM: vm(id) });
  expect(await host.refusal('Remove-VMSwitch', { Name: 'used', Force: true })).toBe('ObjectInUse');
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
  await host.ask('Remove-VMSwitch', { Name: 'used', Force: true });
  expect(await adapters(id)).toMatchObject([{ Connected: false, SwitchName: '' }]);
});

test('gives a VM several adapters with addresses and VLANs of their own', async () => {
  const { id } = await host.makeVm(simulator.folder);
  const second = {
    VM: vm(id),
    Name: 'second',
    StaticMacAddress: '52:54:00:ab:cd:ef',
    SwitchName: 'Default Switch',
  };
  await host.ask('Add-VMNetworkAdapter', second);
  const VMNetworkAdapter = from('Get-VMNetworkAdapter', { VM: vm(id) }, { Name: 'second' });
  await host.ask('Set-VMNetworkAdapterVlan', { VMNetworkAdapter, Access: true, VlanId: 42 });
  await host.ask('Set-VMNetworkAdapter', { VMNetworkAdapter, MacAddressSpoofing: 'On' });
  expect((await adapters(id))[1]).toMatchObject({
    Name: 'second',
    MacAddress: '525400ABCDEF',
    DynamicMacAddressEnabled: false,
    SwitchId: defaultSwitchId,
    MacAddressSpoofing: 'On',
    VlanSetting: { OperationMode: 'Access', AccessVlanId: 42 },
  });
  const trunk = { VMNetworkAdapter, Trunk: true, NativeVlanId: 0, AllowedVlanIdList: '1-3,7' };
  await host.ask('Set-VMNetworkAdapterVlan', trunk);
  await host.ask('Remove-VMNetworkAdapter', { VMNetworkAdapter });
  expect(await adapters(id)).toHaveLength(1);
});

test('tells addresses only of a running guest that tells them', async () => {
  const { id } = await host.makeVm(simulator.folder);
  const ipAddresses = ['172.26.33.91'];
  await simulator.simulator.control({
    kind: 'set-guest',
    host: 'host',
    vmId: id,
    ipAddresses,
    kvp: { OSName: 'x' },
  });
  expect(await adapters(id)).toMatchObject([{ IPAddresses: [] }]);
  expect(await host.ask('Get-BusbarKvp', { VMId: id })).toEqual([]);
  await host.ask('Start-VM', { VM: vm(id) });
  expect(await adapters(id)).toMatchObject([{ IPAddresses: ipAddresses, Status: ['Ok'] }]);
  expect(await host.ask('Get-BusbarKvp', { VMId: id })).toEqual([
    { VMId: id, Source: 'intrinsic', Name: 'OSName', Data: 'x' },
  ]);
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
});

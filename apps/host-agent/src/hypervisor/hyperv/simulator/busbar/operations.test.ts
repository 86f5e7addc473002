import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostBench, startTestSimulator, type TestSimulator, vm } from '../testing/bench-host.ts';
import { LineClient } from '../testing/line-client.ts';

let simulator: TestSimulator;
let host: HostBench;
beforeAll(async () => {
  simulator = await startTestSimulator();
  host = new HostBench(simulator);
});
afterAll(() => simulator.remove());

test('tells of every VM with its drives and adapters in one call', async () => {
  const { id, disk } = await host.makeVm(simulator.folder, 'whole');
  const [told] = await host.ask('Get-BusbarVMSummary');
  expect(told).toMatchObject({
    Id: id,
    Name: 'whole',
    HardDrives: [{ Path: disk, ControllerType: 'SCSI', ControllerNumber: 0, ControllerLocation: 0 }],
    DVDDrives: [],
    NetworkAdapters: [{ Name: 'Network Adapter', VlanSetting: { OperationMode: 'Untagged' } }],
  });
  await host.ask('Remove-VM', { VM: vm(id), Force: true });
});

test('shows a screen on which typing is seen, only while the VM is on', async () => {
  const { id } = await host.makeVm(simulator.folder);
  const size = { VMId: id, Width: 64, Height: 48 };
  expect(await host.refusal('Get-BusbarScreen', size)).toBe('InvalidState');
  expect(await host.refusal('Send-BusbarKey', { VMId: id, CtrlAltDel: true })).toBe('InvalidState');
  await host.ask('Start-VM', { VM: vm(id) });
  const pixels = async () =>
    Buffer.from(String((await host.ask('Get-BusbarScreen', size))[0]?.Rgb565), 'base64');
  const before = await pixels();
  expect(before).toHaveLength(64 * 48 * 2);
  await host.ask('Send-BusbarKey', { VMId: id, Text: 'root\n' });
  await host.ask('Send-BusbarKey', { VMId: id, ScanCodes: [0x1c, 0x9c] });
  expect((await pixels()).equals(before)).toBe(false);
  expect(await host.refusal('Get-BusbarScreen', { ...size, Width: 65_535 })).toBe('InvalidParameter');
  expect(await host.refusal('Send-BusbarKey', { VMId: id, Text: 'ü' })).toBe('InvalidParameter');
  expect(await host.refusal('Send-BusbarKey', { VMId: id, Text: 'x'.repeat(513) })).toBe('InvalidParameter');
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
});

test('knows the neighbours that it was told, by MAC addresses in any form', async () => {
  const neighbors = [{ macAddress: '00155D6A0100', ipAddress: '172.26.33.91' }];
  await simulator.simulator.control({ kind: 'set-neighbors', host: 'host', neighbors });
  expect(
    await host.ask('Get-BusbarNeighbor', { MacAddress: ['00-15-5d-6a-01-00', 'FFFFFFFFFFFF'] }),
  ).toMatchObject([{ MacAddress: '00155D6A0100', IPAddress: '172.26.33.91', State: 'Reachable' }]);
});

test('ends the processes of one host, and of no other', async () => {
  const [doomed, spared] = [
    new LineClient(simulator.socket, 'doomed'),
    new LineClient(simulator.socket, 'spared'),
  ];
  for (const client of [doomed, spared]) await client.heard(({ ready }) => ready !== undefined);
  await simulator.simulator.control({ kind: 'crash-lanes', host: 'doomed' });
  expect(await doomed.exited).toBe(1);
  expect(await spared.ask({ cmdlet: 'Get-VMHost' })).toMatchObject({ ok: true });
  await spared.close();
});

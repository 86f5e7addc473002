/** Two hands on one VM: Hyper-V does one thing at a time and refuses the other. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostBench, startTestSimulator, type TestSimulator, vm } from '../testing/bench-host.ts';

let simulator: TestSimulator;
let host: HostBench;
beforeAll(async () => {
  simulator = await startTestSimulator();
  host = new HostBench(simulator);
});
afterAll(() => simulator.remove());

test.each([
  ['Start-VM', {}, 'Remove-VM', { Force: true }],
  ['Remove-VM', { Force: true }, 'Start-VM', {}],
  ['Checkpoint-VM', {}, 'Start-VM', {}],
  ['Start-VM', {}, 'Start-VM', {}],
  ['Start-VM', {}, 'Checkpoint-VM', {}],
] as const)('%s %j is not disturbed by %s', async (first, firstMore, second, secondMore) => {
  const { id } = await host.makeVm(simulator.folder);
  const VM = vm(id);
  const outcomes = await Promise.all([
    host.refusal(first, { VM, ...firstMore }),
    host.refusal(second, { VM, ...secondMore }),
  ]);
  expect(outcomes).toEqual(['no error', 'InvalidState']);
});

test('of many that want the same place for a drive one gets it', async () => {
  const { id } = await host.makeVm(simulator.folder);
  const place = { VM: vm(id), ControllerNumber: 0, ControllerLocation: 5 };
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => host.refusal('Add-VMDvdDrive', place)));
  expect(outcomes.filter((outcome) => outcome === 'no error')).toHaveLength(1);
  expect(await host.ask('Get-VMDvdDrive', { VM: vm(id) }, 'VMDvdDrive')).toHaveLength(1);
});

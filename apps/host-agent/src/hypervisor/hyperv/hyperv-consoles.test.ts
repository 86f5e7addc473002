import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ConsoleFixture, consoleConformance } from '../testing/console-conformance.ts';
import { type HypervFixture, makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { vmSpecification } from '../testing/vm-specification.ts';
import { call, vmOf } from './call.ts';
import { callsOf } from './hyperv-consoles.ts';
import type { HypervDriver } from './hyperv-driver.ts';

consoleConformance('hyperv on the simulator', async (): Promise<ConsoleFixture> => {
  const fixture = await makeHypervFixture('none');
  return {
    ...fixture,
    scanCodesOf: async (_driver, vmId, _count, press) => {
      await press();
      const host = await fixture.simulator.host(fixture.hostName);
      const vm = host.vms().find(({ notes }) => notes.includes(vmId));
      const typed = vm === undefined ? [] : host.typed(vm);
      return typed.flatMap((codes) => codes.split(' ').map(Number));
    },
  };
});

const signal = new AbortController().signal;
let fixture: HypervFixture;
let driver: HypervDriver;
beforeEach(async () => {
  fixture = await makeHypervFixture('none');
  driver = fixture.makeDriver();
  await driver.adopt(signal);
});
afterEach(async () => {
  await driver.close();
  await fixture.remove();
});

async function started(): Promise<{ readonly vmId: string; readonly hypervId: string }> {
  const vm = vmSpecification(1, fixture.image);
  await driver.createDisk(vm, () => undefined, signal);
  await driver.createVm(vm, signal);
  await driver.start(vm.vmId, signal);
  const [machine] = (await fixture.host.query(call('Get-VM', {}, 'VirtualMachine'), signal)) as {
    Id: string;
  }[];
  return { vmId: vm.vmId, hypervId: machine?.Id ?? '' };
}

test('the screen is as large as the guest has made it, and shows what is typed', async () => {
  const { vmId } = await started();
  const before = await driver.screen.capture(vmId, signal);
  expect([before.width, before.height]).toEqual([1024, 768]);
  await driver.keyboard.press(vmId, [['ControlLeft', 'AltLeft', 'Delete']], signal);
  expect((await driver.screen.capture(vmId, signal)).png.equals(before.png)).toBe(false);
});

test('a COM port that somebody has disconnected, or sent to another machine, is not opened', async () => {
  const { vmId, hypervId } = await started();
  for (const Path of ['', '\\\\elsewhere\\pipe\\x']) {
    const parameters = { VM: vmOf(hypervId), Number: 1, Path };
    await fixture.host.work(call('Set-VMComPort', parameters), { signal });
    await expect(driver.serial.open(vmId, signal)).rejects.toMatchObject({
      code: 'precondition-failed',
      userMessage: expect.stringContaining('Set-VMComPort'),
    });
  }
});

test('keys go in few calls, no chord is cut, and Ctrl+Alt+Del has a method of its own', () => {
  expect(callsOf([['KeyA'], ['Delete', 'ControlLeft', 'AltLeft'], ['ShiftLeft', 'KeyA']])).toEqual([
    { ScanCodes: [0x1e, 0x9e] },
    { CtrlAltDel: true },
    { ScanCodes: [0x2a, 0x1e, 0x9e, 0xaa] },
  ]);
  const calls = callsOf(Array.from({ length: 100 }, () => ['ControlLeft', 'Delete'] as const));
  expect(calls.map((typed) => ('ScanCodes' in typed ? typed.ScanCodes.length % 6 : -1))).toEqual(
    calls.map(() => 0),
  );
  expect(calls).toHaveLength(10);
});

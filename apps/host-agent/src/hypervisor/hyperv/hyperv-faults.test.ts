/** Each fault, at each cmdlet of a VM's life: the right error, nothing half made, and the next attempt finishes. */
import { readdir } from 'node:fs/promises';
import { toAppError } from '@busbar/shared/errors/app-error';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { VmSpecification } from '../driver.ts';
import { type HypervFixture, makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { vmSpecification } from '../testing/vm-specification.ts';
import type { HypervDriver } from './hyperv-driver.ts';
import type { Fault } from './simulator/daemon/faults.ts';

const signal = new AbortController().signal;
let fixture: HypervFixture;
let driver: HypervDriver;
let lastNumber = 0;

beforeAll(async () => {
  fixture = await makeHypervFixture('none');
  driver = fixture.makeDriver();
});
afterEach(() => setFaults([]));
afterAll(async () => {
  await driver.close();
  await fixture.remove();
});

const setFaults = (faults: readonly Pick<Fault, 'cmdlet' | 'kind' | 'times'>[]): Promise<void> =>
  fixture.simulator.control({ kind: 'set-faults', host: fixture.hostName, faults: [...faults] });
const vmsOfHyperv = async (): Promise<readonly unknown[]> =>
  fixture.host.query({ cmdlet: 'Get-VM', parameters: {}, select: 'VirtualMachine' }, signal);
const newDriver = async (): Promise<void> => {
  await driver.close();
  driver = fixture.makeDriver();
  await driver.adopt(signal);
};
const specification = (): VmSpecification => {
  lastNumber += 1;
  return vmSpecification(lastNumber, fixture.image, { cpuCount: 2, network: 'user' });
};

type Step = { readonly name: string; readonly run: (vm: VmSpecification) => Promise<unknown> };

const seedOf = () => ({ role: 'seed', path: fixture.seedIso }) as const;
const making: readonly Step[] = [
  { name: 'createDisk', run: (vm) => driver.createDisk(vm, () => undefined, signal) },
  { name: 'createVm', run: (vm) => driver.createVm(vm, signal) },
  { name: 'attachMedium', run: ({ vmId }) => driver.attachMedium(vmId, seedOf(), signal) },
  { name: 'start', run: ({ vmId }) => driver.start(vmId, signal) },
];
const ending: readonly Step[] = [
  { name: 'detachMedium', run: ({ vmId }) => driver.detachMedium(vmId, 'seed', signal) },
  { name: 'reset', run: ({ vmId }) => driver.reset(vmId, signal) },
  { name: 'powerOff', run: ({ vmId }) => driver.powerOff(vmId, signal) },
  { name: 'delete', run: ({ vmId }) => driver.delete(vmId, signal) },
];

/** Which step calls what; the network and the look are in the middle of others. */
const cmdlets = [
  ['New-VHD', 'createDisk'],
  ['New-VM', 'createVm'],
  ['Set-VMFirmware', 'createVm'],
  ['Set-VMComPort', 'createVm'],
  ['Get-VMSwitch', 'createVm'],
  ['Connect-VMNetworkAdapter', 'createVm'],
  ['Set-VM', 'createVm'],
  ['Get-BusbarVMSummary', 'createDisk'],
  ['Add-VMDvdDrive', 'attachMedium'],
  ['Start-VM', 'start'],
  ['Set-VMDvdDrive', 'detachMedium'],
  ['Restart-VM', 'reset'],
  ['Stop-VM', 'powerOff'],
  ['Remove-VM', 'delete'],
] as const;

const kinds = [
  ['access-denied', 'forbidden'],
  ['out-of-memory', 'precondition-failed'],
  ['disk-full', 'insufficient-storage'],
  ['object-in-use', 'conflict'],
  ['crash', 'unavailable'],
  ['crash-after', 'unavailable'],
] as const;

/** Runs the steps in order, the one with the fault twice; returns which failed, and how. */
async function live(
  vm: VmSpecification,
  steps: readonly Step[],
  between: () => Promise<void>,
): Promise<string[]> {
  const failures: string[] = [];
  for (const { name, run } of steps) {
    try {
      await run(vm);
    } catch (error) {
      failures.push(`${name}: ${toAppError(error).code}`);
      await between();
      await run(vm);
    }
  }
  return failures;
}

describe.each(kinds)('%s', (kind, code) => {
  test.each(cmdlets)(`of %s fails %s with ${code}, and the next attempt finishes`, async (cmdlet, step) => {
    const vm = specification();
    await setFaults([{ cmdlet, kind, times: 1 }]);
    // After a crash a new agent goes on, as when both died together.
    const between = kind.startsWith('crash') ? newDriver : async () => undefined;
    const failures = await live(vm, making, between);
    expect(await driver.find(vm.vmId, signal)).toEqual({
      vmId: vm.vmId,
      name: vm.name,
      power: 'running',
      cpuCount: 2,
      memoryBytes: vm.memoryBytes,
      image: vm.image,
      media: [seedOf()],
    });
    expect(await vmsOfHyperv()).toHaveLength(1);
    failures.push(...(await live(vm, ending, between)));
    expect(failures).toEqual([`${step}: ${code}`]);
    expect(await vmsOfHyperv()).toEqual([]);
    expect(await readdir(fixture.vmsFolder)).toEqual([]);
  });
});

test.each(cmdlets.filter(([, step]) => making.some(({ name }) => name === step)))(
  'what failed at %s and is undone leaves nothing behind',
  async (cmdlet) => {
    for (const kind of ['disk-full', 'crash-after'] as const) {
      const vm = specification();
      await setFaults([{ cmdlet, kind, times: 1 }]);
      const attempt = async (): Promise<void> => {
        for (const { run } of making) await run(vm);
      };
      await expect(attempt()).rejects.toBeDefined();
      await driver.delete(vm.vmId, signal);
      expect(await vmsOfHyperv()).toEqual([]);
      expect(await readdir(fixture.vmsFolder)).toEqual([]);
    }
  },
);

test('a call that hangs can be cancelled, and is made good', async () => {
  const vm = specification();
  await driver.createDisk(vm, () => undefined, signal);
  await setFaults([{ cmdlet: 'New-VM', kind: 'hang', times: 1 }]);
  const cancel = new AbortController();
  const inner = fixture.makeHost();
  const hasty = fixture.makeDriver({
    host: {
      query: (call, asking) => inner.query(call, asking),
      watch: (onEvent, watching) => inner.watch(onEvent, watching),
      close: () => inner.close(),
      work: (call, options) => {
        const answer = inner.work(call, options);
        if (call.cmdlet === 'New-VM') cancel.abort();
        return answer;
      },
    },
  });
  await expect(hasty.createVm(vm, cancel.signal)).rejects.toMatchObject({ code: 'cancelled' });
  await hasty.close();
  await setFaults([]);
  await driver.createVm(vm, signal);
  expect(await vmsOfHyperv()).toHaveLength(1);
  await driver.delete(vm.vmId, signal);
});

describe('while Hyper-V cannot be asked', () => {
  test.each([
    ['its service is not up', [{ cmdlet: '*', kind: 'not-found-after-boot', times: null }] as const],
    ['it denies access', [{ cmdlet: '*', kind: 'access-denied', times: null }] as const],
  ])('because %s, no VM is told as gone, nothing is deleted', async (_why, faults) => {
    const vm = specification();
    for (const { run } of making) await run(vm);
    await setFaults(faults);
    await expect(driver.list(signal)).rejects.toBeDefined();
    await expect(driver.find(vm.vmId, signal)).rejects.toBeDefined();
    await expect(driver.delete(vm.vmId, signal)).rejects.toBeDefined();
    expect(await driver.facts(signal)).toMatchObject({ isReady: false, remedy: expect.any(String) });
    await setFaults([]);
    expect((await driver.find(vm.vmId, signal))?.power).toBe('running');
    await driver.delete(vm.vmId, signal);
    expect(await readdir(fixture.vmsFolder)).toEqual([]);
  });

  test('a lack of rights, which some releases answer with an empty list, is told with its remedy', async () => {
    const vm = specification();
    for (const { run } of making) await run(vm);
    const machine = { isElevated: false, isHypervAdministrator: false };
    await fixture.simulator.control({ kind: 'set-machine', host: fixture.hostName, machine });
    await expect(driver.list(signal)).rejects.toBeDefined();
    const facts = await driver.facts(signal);
    expect(facts).toMatchObject({ isReady: false });
    expect(facts.remedy).toContain('may not manage Hyper-V');
    const again = { isElevated: true };
    await fixture.simulator.control({ kind: 'set-machine', host: fixture.hostName, machine: again });
    expect(await driver.facts(signal)).toMatchObject({ isReady: true, remedy: null });
    expect((await driver.find(vm.vmId, signal))?.power).toBe('running');
    await driver.delete(vm.vmId, signal);
  });
});

test('the simulator itself had no fault', () => {
  expect(fixture.simulatorFaults).toEqual([]);
});

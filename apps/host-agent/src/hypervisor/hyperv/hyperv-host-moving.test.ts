/** Two host agents, each with a simulated Hyper-V of its own, that know each other as hosts do. */
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VmDestination } from '@busbar/shared/jobs/vm-move';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { isWaiting } from '../testing/is-waiting.ts';
import { oneHypervVm } from '../testing/one-hyperv-vm.ts';
import { vmIdOf } from '../testing/vm-specification.ts';
import { VmStore } from '../vms/vm-store.ts';
import { call, vmOf } from './call.ts';
import { dialSimulated } from './dial-guest.ts';
import { dialSimulatedSerial } from './dial-serial.ts';
import { HypervDriver } from './hyperv-driver.ts';
import type { CmdletParameters } from './hyperv-host.ts';
import { standInCommand } from './powershell/host-command.ts';
import { PowerShellHost } from './powershell/powershell-host.ts';
import type { Fault } from './simulator/daemon/faults.ts';

const signal = new AbortController().signal;
const noProgress = (): void => undefined;
const vmId = vmIdOf(1);
const otherName = 'h2';
const standIn = fileURLToPath(new URL('simulator/stand-in.ts', import.meta.url));
const here = oneHypervVm({ makeFixture: () => makeHypervFixture() });
let there: HypervDriver;
let folder: string;
let to: VmDestination;
/** The other host's agent. */
function startThere(): HypervDriver {
  const base = join(here.fixture.vmsFolder, '..');
  const socket = join(base, 'sim.sock');
  const command = [process.execPath, standIn, '--socket', socket, '--host', otherName];
  const channels = join(base, 'sim', otherName);
  return new HypervDriver({
    host: new PowerShellHost({ command: standInCommand(command) }),
    dial: dialSimulated(channels),
    dialSerial: dialSimulatedSerial(channels),
    folder,
    imagesFolder: join(folder, 'images'),
    watchIntervalMs: 10,
  });
}
beforeEach(async () => {
  folder = join(here.fixture.vmsFolder, '..', 'other');
  await mkdir(folder);
  there = startThere();
  await there.adopt(signal);
  for (const host of [here.fixture.hostName, otherName])
    await here.fixture.simulator.control({ kind: 'set-migration', host, isEnabled: true });
  to = { hostName: 'other', machine: otherName, folder: join(folder, 'vms', vmId), freeBytes: 2 ** 40 };
});
afterEach(async () => {
  for (const driver of [here.driver, there])
    for (const each of await driver.list(signal)) await driver.delete(each.vmId, signal);
  await there.close();
});

const setFault = (fault: Partial<Fault> & Pick<Fault, 'kind'>): Promise<void> =>
  here.fixture.simulator.control({
    kind: 'set-faults',
    host: here.fixture.hostName,
    faults: [{ cmdlet: 'Move-VM', times: 1, ...fault }],
  });
const run = (cmdlet: string, parameters: CmdletParameters) =>
  here.fixture.host.work(call(cmdlet, parameters), { signal });
/** The only one. */
const hypervVm = async () => {
  const [vm] = (await here.fixture.host.query(call('Get-VM', {}, 'VirtualMachine'), signal)) as {
    Id: string;
  }[];
  return vmOf(vm?.Id ?? '');
};
const move = (onProgress = noProgress, until = signal): Promise<void> =>
  here.driver.hostMoving.move(vmId, to, onProgress, until);
const powers = async () =>
  Promise.all([here.driver, there].map(async (driver) => (await driver.find(vmId, signal))?.power ?? null));
const refused = { code: 'precondition-failed', userMessage: expect.stringContaining('Nothing was moved.') };

test('a VM that runs goes on at the other host, whose agent knows it and does with it what it does with its own', async () => {
  await here.driver.start(vmId, signal);
  const { id } = await here.driver.checkpoints.create(vmId, 'before', signal);
  const { parents } = await here.driver.hostMoving.check(vmId, to, signal);
  await move();
  expect(await powers()).toEqual([null, 'running']);
  expect(await here.driver.hostMoving.letGo(vmId, parents, signal)).toEqual([]);
  expect(await readdir(here.fixture.vmsFolder)).not.toContain(vmId);
  expect(await there.list(signal)).toMatchObject([{ vmId, name: 'vm-1', image: here.fixture.image }]);
  expect(await there.checkpoints.list(vmId, signal)).toMatchObject([{ id, name: 'before' }]);
  (await there.dialGuest(vmId, signal)).destroy();
  expect((await there.storageMoving.look(vmId, signal)).place).toBe('host');
  await there.powerOff(vmId, signal);
  await there.checkpoints.remove(vmId, id, signal);
  await there.disks.create(vmId, { key: 'x', sizeBytes: 2 ** 26, kind: 'dynamic' }, noProgress, signal);
  await there.delete(vmId, signal);
  expect(existsSync(to.folder)).toBe(false);
});

test('one that is off goes too, and back; asked for again, nothing is done again', async () => {
  for (const _ of [1, 2]) await move();
  expect(await powers()).toEqual([null, 'stopped']);
  for (const _ of [1, 2]) await here.driver.hostMoving.letGo(vmId, [], signal);
  const back = {
    ...to,
    hostName: 'h1',
    machine: here.fixture.hostName,
    folder: join(here.fixture.vmsFolder, vmId),
  };
  await there.hostMoving.move(vmId, back, noProgress, signal);
  expect(await powers()).toEqual(['stopped', null]);
  await here.driver.start(vmId, signal);
});

test('nothing of a VM that is here is let go', async () => {
  await expect(here.driver.hostMoving.letGo(vmId, [], signal)).rejects.toMatchObject({
    code: 'precondition-failed',
  });
  expect(await powers()).toEqual(['stopped', null]);
});

test('refused before anything is moved: a disc in a drive, no room, no live migration at either end', async () => {
  const check = (at = to) => here.driver.hostMoving.check(vmId, at, signal);
  await here.driver.attachMedium(vmId, { role: 'seed', path: here.fixture.seedIso }, signal);
  await expect(check()).rejects.toMatchObject(refused);
  await here.driver.detachMedium(vmId, 'seed', signal);
  await expect(check({ ...to, freeBytes: 1 })).rejects.toMatchObject({ code: 'insufficient-storage' });
  const VM = await hypervVm();
  await run('New-VMSwitch', { Name: 'only here', SwitchType: 'Private' });
  await run('Add-VMNetworkAdapter', { VM, Name: 'extra', SwitchName: 'only here' });
  await expect(check()).rejects.toMatchObject({
    userMessage: expect.stringMatching(/switch 'only here'.*Make a switch of that name on other/),
  });
  await run('Remove-VMNetworkAdapter', { VM, Name: 'extra' });
  await check();
  const control = { kind: 'set-migration', host: here.fixture.hostName, isEnabled: true } as const;
  await here.fixture.simulator.control({ ...control, authentication: 'CredSSP' });
  await expect(check()).rejects.toMatchObject({ userMessage: expect.stringContaining('Kerberos there') });
  await here.fixture.simulator.control(control);
  await here.fixture.simulator.control({ kind: 'set-migration', host: otherName, isEnabled: false });
  await expect(move()).rejects.toMatchObject({ userMessage: expect.stringContaining('not enabled') });
  await here.fixture.simulator.control({
    kind: 'set-migration',
    host: here.fixture.hostName,
    isEnabled: false,
  });
  await expect(check()).rejects.toMatchObject({ userMessage: expect.stringContaining('Enable-VMMigration') });
  expect(await powers()).toEqual(['stopped', null]);
  expect(existsSync(to.folder)).toBe(false);
});

test.each(['disk-full', 'access-denied', 'crash'] as const)(
  '%s leaves it where it was, and it can be moved again',
  async (kind) => {
    await setFault({ kind });
    await expect(move()).rejects.toBeDefined();
    expect(await here.driver.hostMoving.isHere(vmId, signal)).toBe(true);
    await move();
    expect(await powers()).toEqual([null, 'stopped']);
  },
);

test('what the hypervisors go on with when the agent is gone is waited for by the next', async () => {
  await setFault({ kind: 'held' });
  const told: number[] = [];
  const failing = expect(move(() => void told.push(1))).rejects.toBeDefined();
  await waitFor('the first bytes', () => told.length > 0);
  await here.driver.close();
  await failing;
  await here.startAgain();
  const moved = move();
  expect(await isWaiting(moved, here.fixture.host)).toBe(true);
  await here.fixture.simulator.control({ kind: 'set-faults', host: here.fixture.hostName, faults: [] });
  await moved;
  expect(await powers()).toEqual([null, 'stopped']);
});

test.each<[string, () => Promise<void>]>([
  ['before it came', () => Promise.resolve()],
  ['when it had written down half of it', () => new VmStore(join(folder, 'vms'), 'hyperv').own(vmId)],
])('an agent there that ended %s knows it all the same', async (_when, half) => {
  await here.driver.start(vmId, signal);
  await there.close();
  await move();
  await half();
  there = startThere();
  await there.adopt(signal);
  expect(await there.list(signal)).toMatchObject([{ vmId, image: here.fixture.image, power: 'running' }]);
  (await there.dialGuest(vmId, signal)).destroy();
  await there.powerOff(vmId, signal);
  await there.disks.create(vmId, { key: 'x', sizeBytes: 2 ** 26, kind: 'dynamic' }, noProgress, signal);
});

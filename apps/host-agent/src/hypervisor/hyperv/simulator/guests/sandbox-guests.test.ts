/** Real guests: sandboxes with the real guest agent, started and ended as Hyper-V would. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectHttp2 } from '@busbar/shared/http2/connect-http2';
import { requestJson } from '@busbar/shared/http2/request-json';
import { channelPaths, Empty } from '@busbar/shared/protocol/channel';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { greet } from '../../../../guests/guest-session.ts';
import { dialSocket } from '../../../process/dial-socket.ts';
import { isSameProcessAlive, ProcessIdentity, readProcessStat } from '../../../process/process-identity.ts';
import { buildGuest } from '../../../testing/guest-executable.ts';
import { writeSeedDisc } from '../../../testing/seed-disc.ts';
import { cloudInitOfKvp } from '../../reports/cloud-init-of-kvp.ts';
import type { KvpItem } from '../../reports/kvp-item.ts';
import { HostBench, startTestSimulator, type TestSimulator, vm } from '../testing/bench-host.ts';

let simulator: TestSimulator;
let host: HostBench;
beforeAll(async () => {
  const guestExecutable = await buildGuest();
  simulator = await startTestSimulator({ guestExecutable, guestsOnExit: 'keep' });
  host = new HostBench(simulator);
}, 150_000);
afterAll(async () => {
  for (const { Id, State } of await host.ask('Get-VM', {}, 'VirtualMachine')) {
    const VM = vm(String(Id));
    if (State !== 'Off') await host.ask('Stop-VM', { VM, TurnOff: true });
    await host.ask('Remove-VM', { VM, Force: true });
  }
  await simulator.remove();
});

const channel = (id: string): string => join(simulator.folder, 'state', 'host', id, 'agent.sock');
const processOf = async (id: string): Promise<ProcessIdentity> => {
  const file = join(simulator.folder, 'state', 'host', 'guests', id, 'process.json');
  return ProcessIdentity.parse(JSON.parse(await readFile(file, 'utf8')));
};
const signal = new AbortController().signal;

/** One conversation with the guest agent; the channel is there once it has booted. */
async function withGuest<T>(
  id: string,
  talk: (session: Awaited<ReturnType<typeof connectHttp2>>) => Promise<T>,
): Promise<T> {
  // A guest that has only begun to listen may lose a connection; the next one is served.
  const session = await waitFor(
    'the guest to serve',
    async () => connectHttp2(await dialSocket(channel(id), signal), { signal, deadlineMs: 500 }),
    { deadlineMs: 20_000 },
  );
  try {
    return await talk(session);
  } finally {
    session.destroy();
  }
}

async function startedVm(): Promise<string> {
  const { id } = await host.makeVm(simulator.folder);
  const seed = join(simulator.folder, `${id}.iso`);
  await writeSeedDisc(seed, '#cloud-config\n{}\n', 'seeded');
  await host.ask('Add-VMDvdDrive', { VM: vm(id), Path: seed });
  await host.ask('Start-VM', { VM: vm(id) });
  return id;
}

test('runs the guest agent with the seed of the attached disc, and shuts down when asked', async () => {
  const id = await startedVm();
  const seed = join(simulator.folder, 'state', 'host', 'guests', id, 'seed', 'meta-data');
  expect(await readFile(seed, 'utf8')).toContain('local-hostname: seeded');
  expect(await withGuest(id, (session) => greet(session, signal))).toMatchObject({
    version: expect.anything(),
  });
  await waitFor('cloud-init to have told Hyper-V its end', async () => {
    const pairs = await host.ask('Get-BusbarKvp', { VMId: id });
    return cloudInitOfKvp(pairs as KvpItem[])?.state === 'done';
  });
  const process = await processOf(id);
  await host.ask('Stop-VM', { VM: vm(id) });
  expect(await host.stateOf(id)).toBe('Off');
  expect(await isSameProcessAlive(process)).toBe(false);
});

test('ejects the seed from under a running guest', async () => {
  const id = await startedVm();
  const seed = join(simulator.folder, 'state', 'host', 'guests', id, 'seed', 'user-data');
  expect(existsSync(seed)).toBe(true);
  await host.ask('Set-VMDvdDrive', {
    VMDvdDrive: { $from: { cmdlet: 'Get-VMDvdDrive', parameters: { VM: vm(id) } } },
    Path: null,
  });
  expect(existsSync(seed)).toBe(false);
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
});

test('a guest that powers itself off, or dies, leaves its VM off', async () => {
  const id = await startedVm();
  await withGuest(id, (session) =>
    requestJson(session, { path: channelPaths.power, body: { action: 'shutdown' }, output: Empty, signal }),
  );
  await waitFor('the VM to be off', async () => (await host.stateOf(id)) === 'Off');
  await host.ask('Start-VM', { VM: vm(id) });
  process.kill((await processOf(id)).pid, 'SIGKILL');
  await waitFor('the VM to be off', async () => (await host.stateOf(id)) === 'Off');
});

test('freezes a paused guest and goes on with the same process', async () => {
  const id = await startedVm();
  await withGuest(id, (session) => greet(session, signal));
  const before = await processOf(id);
  await host.ask('Suspend-VM', { VM: vm(id) });
  // The kernel stops a process at its next chance.
  await waitFor('the guest to be stopped', async () => (await readProcessStat(before.pid))?.state === 'T');
  await host.ask('Resume-VM', { VM: vm(id) });
  await withGuest(id, (session) => greet(session, signal));
  expect(await processOf(id)).toEqual(before);
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
});

test('keeps guests over a restart of the simulator, and notices which of them died', async () => {
  const [kept, lost] = [await startedVm(), await startedVm()];
  const before = await processOf(kept);
  const dying = await processOf(lost);
  simulator = await simulator.restart();
  host = new HostBench(simulator);
  expect(await host.stateOf(kept)).toBe('Running');
  expect(await processOf(kept)).toEqual(before);
  process.kill(dying.pid, 'SIGKILL');
  await waitFor('the other VM to be off', async () => (await host.stateOf(lost)) === 'Off');
  expect(await host.stateOf(kept)).toBe('Running');
});

test('a VM that is removed takes what its guest wrote with it', async () => {
  const id = await startedVm();
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
  await host.ask('Remove-VM', { VM: vm(id), Force: true });
  expect(existsSync(join(simulator.folder, 'state', 'host', 'guests', id))).toBe(false);
});

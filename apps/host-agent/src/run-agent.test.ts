import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readJsonLines, writeJsonLine } from '@busbar/shared/http2/json-lines';
import { openStream } from '@busbar/shared/http2/open-stream';
import { requestJson } from '@busbar/shared/http2/request-json';
import { channelPaths, GuestHello } from '@busbar/shared/protocol/channel';
import {
  guestPath,
  HostEvent,
  Inventory,
  JobAccepted,
  linkPaths,
  VmTelemetry,
} from '@busbar/shared/protocol/link';
import { channelVersion } from '@busbar/shared/protocol/version';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { testCertificate } from '@busbar/shared/testing/test-certificate';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enrolHost } from './commands/enrol.ts';
import type { AgentEnvironment } from './environment.ts';
import { readIdentity } from './link/identity-file.ts';
import { runAgent } from './run-agent.ts';
import { readStatus } from './status-file.ts';
import type { StopMode } from './stop-vms.ts';
import {
  type ControlPeer,
  type ControlPeerOptions,
  sayHello,
  startControlPeer,
} from './testing/control-peer.ts';
import { benchVmId, provisionJob } from './testing/job-bench.ts';
import { MemoryDriver } from './testing/memory-driver.ts';
import { silentLog } from './testing/silent-log.ts';

let folder: TemporaryDirectory;
const open: { close: () => Promise<unknown> }[] = [];
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(async () => {
  for (const { close } of open.splice(0).reverse()) await close();
  await folder.remove();
});

const environmentOf = (): AgentEnvironment => ({
  stateFolder: folder.path,
  runtimeFolder: folder.path,
  guestExecutable: join(folder.path, 'none'),
  windowsGuestFolder: null,
  imagesFolder: join(folder.path, 'images'),
  backupFolders: new Map(),
  vmFolders: new Map(),
  simulatedHyperv: null,
  isImageLoopbackAllowed: false,
  localProtocol: null,
  logLevel: 'silent',
  jobLimit: 2,
  testCrash: null,
});
async function startPeer(options: ControlPeerOptions = {}): Promise<ControlPeer> {
  const peer = await startControlPeer(options);
  open.push(peer);
  return peer;
}
const enrolAt = (peer: ControlPeer, key = peer.fingerprint) =>
  enrolHost(environmentOf(), {
    url: peer.url,
    token: 'one-time-token-123',
    key,
    name: 'test-host',
    isProxied: false,
  });

async function startAgent(lines: string[] = []) {
  const identity = await readIdentity(join(folder.path, 'identity.json'));
  if (identity === null) throw new Error('not enrolled');
  const stop = Promise.withResolvers<StopMode>();
  const remaining: number[] = [];
  const done = runAgent({
    environment: environmentOf(),
    identity,
    log: silentLog(lines),
    drivers: [new MemoryDriver({ folder: join(folder.path, 'hv') })],
    onReady: () => undefined,
    onRemainingVms: (count) => remaining.push(count),
    stopRequested: stop.promise,
    powerOffNow: new AbortController().signal,
  });
  const close = (mode: StopMode = 'leave-vms'): Promise<void> => {
    stop.resolve(mode);
    return done;
  };
  open.push({ close: () => close() });
  return { close, remaining };
}
describe.each(['plain on loopback', 'TLS'])('a link, %s', (kind) => {
  test('enrols, links, provisions, relays, tells events, and shuts VMs down', async () => {
    const peer = await startPeer(kind === 'TLS' ? { tls: testCertificate(folder.path) } : {});
    await enrolAt(peer);
    expect((await stat(join(folder.path, 'identity.json'))).mode & 0o777).toBe(0o600);
    expect(peer.claims[0]).toMatchObject({ hostname: 'test-host', token: 'one-time-token-123' });
    const linked = peer.nextLink();
    const agent = await startAgent();
    const session = await linked;
    const hello = await sayHello(session);
    expect(hello).toMatchObject({ jobLimit: 2, drivers: [{ name: 'sandbox' }], images: [{ name: 'test' }] });
    await waitFor('the status file to say that the link is up', async () => {
      return (await readStatus(join(folder.path, 'status.json')))?.link.state === 'up';
    });

    const events = openStream(session, { path: linkPaths.events });
    await writeJsonLine(events.stream, { afterSeq: 0 });
    const accepted = await requestJson(session, {
      path: linkPaths.jobs,
      body: provisionJob(),
      output: JobAccepted,
    });
    expect(accepted.isRepeat).toBe(false);
    const seen: HostEvent[] = [];
    for await (const event of readJsonLines(events.stream, HostEvent)) {
      seen.push(event);
      await writeJsonLine(events.stream, { ackSeq: event.seq });
      if (event.type === 'job-ended') break;
    }
    expect(seen.at(-1)).toMatchObject({ outcome: 'succeeded', result: { hostname: 'web-1' } });
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));

    const guest = await requestJson(session, {
      path: guestPath(benchVmId, channelPaths.hello),
      body: { version: channelVersion },
      output: GuestHello,
    });
    expect(guest.hostname).toBe('web-1');
    const forbidden = requestJson(session, { path: guestPath(benchVmId, '/v1/secret'), output: GuestHello });
    await expect(forbidden).rejects.toMatchObject({ code: 'unsupported' });
    const unknown = guestPath('018f0000-0000-7000-8000-00000000ffff', channelPaths.cloudInit);
    await expect(requestJson(session, { path: unknown, output: GuestHello })).rejects.toMatchObject({
      code: 'guest-unreachable',
    });
    const inventory = await waitFor('an inventory without jobs', async () => {
      const taken = await requestJson(session, { path: linkPaths.inventory, output: Inventory });
      return taken.jobs.length === 0 ? taken : null;
    });
    expect(inventory.vms).toMatchObject([{ vmId: benchVmId, power: 'running', channel: 'up' }]);

    await agent.close('shutdown-vms');
    expect(agent.remaining).toEqual([1, 0]);
    const after = new MemoryDriver({ folder: join(folder.path, 'hv') });
    expect((await after.list()).map(({ power }) => power)).toEqual(['stopped']);
  });
});

test('heartbeats are told as telemetry', async () => {
  const peer = await startPeer();
  await enrolAt(peer);
  const linked = peer.nextLink();
  await startAgent();
  const session = await linked;
  await sayHello(session);
  const telemetry = openStream(session, { method: 'GET', path: linkPaths.telemetry });
  await telemetry.response;
  await requestJson(session, { path: linkPaths.jobs, body: provisionJob(), output: JobAccepted });
  const first = await readJsonLines(telemetry.stream, VmTelemetry).next();
  expect(first.value).toMatchObject({ vmId: benchVmId });
});

test('after the link was cut it comes back, and unacknowledged events are told again', async () => {
  const peer = await startPeer();
  await enrolAt(peer);
  const firstLink = peer.nextLink();
  await startAgent();
  const first = await firstLink;
  await sayHello(first);
  await requestJson(first, { path: linkPaths.jobs, body: provisionJob(), output: JobAccepted });
  const secondLink = peer.nextLink();
  first.destroy();
  const second = await secondLink;
  await sayHello(second);
  const events = openStream(second, { path: linkPaths.events });
  await writeJsonLine(events.stream, { afterSeq: 0 });
  const seqs: number[] = [];
  for await (const event of readJsonLines(events.stream, HostEvent)) {
    seqs.push(event.seq);
    if (event.type === 'job-ended') break;
  }
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  expect(new Set(peer.proofs).size).toBe(2);
});

test('a control plane with another key than the pinned one gets neither token nor proof', async () => {
  const peer = await startPeer();
  const other = `sha256:${'A'.repeat(43)}`;
  await expect(enrolAt(peer, other)).rejects.toMatchObject({ code: 'unauthenticated' });
  const liar = await startPeer({ isFalse: true });
  await expect(enrolAt(liar)).rejects.toMatchObject({ code: 'unauthenticated' });
  expect([...peer.claims, ...liar.claims]).toEqual([]);
  expect(await readdir(folder.path)).toEqual([]);
});

test('a removed host is turned away, says so, and waits long', async () => {
  const peer = await startPeer();
  const { hostId } = await enrolAt(peer);
  peer.removed.add(hostId);
  const lines: string[] = [];
  await startAgent(lines);
  await waitFor('the refusal', () =>
    lines.includes('the control plane and this host do not accept each other'),
  );
  const status = await waitFor('the status', async () => {
    const found = await readStatus(join(folder.path, 'status.json'));
    return found?.link.state === 'refused' ? found : null;
  });
  expect(status.link.error).toContain('refused');
  expect(await readFile(join(folder.path, 'status.json'), 'utf8')).not.toContain('"d"');
});

test('a machine is enrolled once', async () => {
  const peer = await startPeer();
  await enrolAt(peer);
  await expect(enrolAt(peer)).rejects.toMatchObject({ code: 'already-exists' });
});

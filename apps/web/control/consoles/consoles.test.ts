import { once } from 'node:events';
import { beginResponse, endOk } from '@busbar/shared/http2/respond';
import type { RouterRequest } from '@busbar/shared/http2/router';
import { type ExecEnd, ShellAttach, type ShellInfo } from '@busbar/shared/protocol/channel';
import { encodeFrame, encodeJsonFrame, FrameDecoder, frameType } from '@busbar/shared/protocol/frames';
import {
  type ConsoleAnswer,
  type ConsoleClientToServer,
  type ConsoleServerToClient,
  consoleWindowBytes,
} from '@busbar/shared/realtime/console';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FakeHost } from '../hosts/testing/fake-host.ts';
import { makeJob } from '../testing/make-job.ts';
import { type SignedIn, signIn } from '../testing/sign-in.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';

type Console = Socket<ConsoleServerToClient, ConsoleClientToServer>;
let plane: TestPlane;
let host: FakeHost;
let operator: SignedIn;
let vmId: string;
/** What the guest got, and the way to send to the viewer. */
let guest: {
  input: string;
  acks: number[];
  request: RouterRequest | null;
  attach: ShellAttach | null;
  written: number;
};
const sockets: Console[] = [];

const shell = (shellId: string): ShellInfo => ({
  shellId,
  title: 'sh',
  user: 'root',
  pid: 7,
  createdAt: 0,
  size: { columns: 80, rows: 24 },
  viewers: 1,
  keptFrom: 0,
  writtenTo: 0,
  ended: null,
});

async function serveShell(request: RouterRequest): Promise<void> {
  guest.request = request;
  const decoder = new FrameDecoder();
  beginResponse(request.stream);
  request.stream.on('data', (chunk: Buffer) => {
    for (const frame of decoder.push(chunk)) {
      if (frame.type === frameType.start) {
        guest.attach = ShellAttach.parse(JSON.parse(frame.payload.toString()));
        const from = guest.attach.fromOffset ?? 0;
        request.stream.write(
          encodeJsonFrame(frameType.attached, {
            shell: shell(guest.attach.shellId),
            replayFrom: from,
            liveAt: from,
            hasGap: false,
          }),
        );
      } else if (frame.type === frameType.stdin) guest.input += frame.payload.toString();
      else if (frame.type === frameType.ack) guest.acks.push(JSON.parse(frame.payload.toString()).offset);
    }
  });
}

beforeAll(async () => {
  plane = await startTestPlane();
  host = await plane.newHost();
  host.onGuest = serveShell;
  await host.link();
  await waitFor(
    'the host to be online',
    async () => (await plane.db.read.host.findFirst())?.state === 'online',
  );
  operator = await signIn(plane, 'operator');
  vmId = (await makeJob(plane, host.identity.hostId, { kind: 'vm.start' })).vmId;
});
beforeEach(() => {
  guest = { input: '', acks: [], request: null, attach: null, written: 0 };
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await plane.stop();
});

async function openConsole(who: SignedIn): Promise<Console> {
  const socket: Console = io(`${plane.publicUrl}/consoles`, {
    extraHeaders: { ...who.headers },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  });
  sockets.push(socket);
  await once(socket as unknown as NodeJS.EventEmitter, 'connect');
  return socket;
}
const attach = (
  socket: Console,
  attachId: string,
  fromOffset: number | null = null,
): Promise<ConsoleAnswer> =>
  socket.emitWithAck('attach', {
    attachId,
    vmId,
    shellId: plane.newId().replace(/^(.{14})7/, '$17'),
    fromOffset,
    size: { columns: 80, rows: 24 },
  });
const say = (text: string | Buffer): void => {
  guest.request?.stream.write(encodeFrame(frameType.stdout, Buffer.from(text as string)));
};

describe('a console', () => {
  it('carries bytes both ways from the offset that was asked for, and tells of the end', async () => {
    const socket = await openConsole(operator);
    const output: [number, string][] = [];
    socket.on('output', (_id, offset, data) => output.push([offset, Buffer.from(data).toString()]));
    const ended = new Promise((resolve) => socket.once('ended', (_id, end) => resolve(end)));
    expect(await attach(socket, 'a', 40)).toMatchObject({ ok: true, attached: { replayFrom: 40 } });
    socket.emit('input', 'a', Buffer.from('ls'));
    socket.emit('input', 'a', Buffer.from('\n'));
    await waitFor('the input', () => guest.input === 'ls\n');
    say('one');
    say('two');
    await waitFor('the output', () => output.length === 2);
    expect(output).toEqual([
      [40, 'one'],
      [43, 'two'],
    ]);
    socket.emit('ack', 'a', 46);
    await waitFor('the acknowledgement', () => guest.acks.at(-1) === 46);
    const end: ExecEnd = { cause: 'exited', exitCode: 0, signal: null };
    guest.request?.stream.write(encodeJsonFrame(frameType.end, end));
    if (guest.request !== null) endOk(guest.request.stream);
    expect(await ended).toEqual(end);
  });

  it('holds the guest back while the page does not acknowledge, and goes on when it does', async () => {
    const socket = await openConsole(operator);
    let got = 0;
    let isHonest = false;
    socket.on('output', (id, offset, data) => {
      got = offset + data.byteLength;
      if (isHonest) socket.emit('ack', id, got);
    });
    await attach(socket, 'b');
    const total = 8 * 1024 * 1024;
    const chunk = Buffer.alloc(64 * 1024);
    const flood = (async () => {
      for (let sent = 0; sent < total; sent += chunk.length) {
        const stream = guest.request?.stream;
        if (stream?.write(encodeFrame(frameType.stdout, chunk)) === false) await once(stream, 'drain');
      }
    })();
    await waitFor('a full window', () => got >= consoleWindowBytes);
    // Whatever more arrives is at most what one read brought beyond the window.
    expect(got).toBeLessThanOrEqual(consoleWindowBytes + 2 * 1024 * 1024);
    isHonest = true;
    socket.emit('ack', 'b', got);
    await flood;
    await waitFor('all of it', () => got === total);
  });

  it('says that the way broke when the link does, so that the page attaches again', async () => {
    const other = await plane.newHost('other');
    other.onGuest = serveShell;
    await other.link();
    await waitFor(
      'it to be online',
      async () =>
        (await plane.db.read.host.findUnique({ where: { id: other.identity.hostId } }))?.state === 'online',
    );
    const elsewhere = (await makeJob(plane, other.identity.hostId, { kind: 'vm.start' })).vmId;
    const socket = await openConsole(operator);
    const broken = new Promise((resolve) => socket.once('broken', (_id, error) => resolve(error.code)));
    const request = {
      attachId: 'c',
      vmId: elsewhere,
      shellId: plane.newId(),
      fromOffset: null,
      size: { columns: 80, rows: 24 },
    };
    expect(await socket.emitWithAck('attach', request)).toMatchObject({ ok: true });
    await other.cut();
    expect(['truncated', 'unavailable']).toContain(await broken);
    await waitFor(
      'it to be offline',
      async () =>
        (await plane.db.read.host.findUnique({ where: { id: other.identity.hostId } }))?.state === 'offline',
    );
    expect(await socket.emitWithAck('attach', { ...request, attachId: 'd' })).toMatchObject({
      ok: false,
      error: { code: 'host-offline' },
    });
  });

  it('survives a guest that sends garbage', async () => {
    const socket = await openConsole(operator);
    const broken = new Promise((resolve) => socket.once('broken', (_id, error) => resolve(error.code)));
    await attach(socket, 'e');
    guest.request?.stream.write(Buffer.alloc(64, 0xff));
    expect(await broken).toBe('bad-peer');
  });
});

describe('access', () => {
  it('is audited, and denied to a viewer', async () => {
    const viewer = await signIn(plane, 'viewer');
    const socket = await openConsole(viewer);
    expect(await attach(socket, 'a')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    const entries = await plane.db.read.auditEntry.findMany({ where: { action: 'vm.shell' } });
    expect(new Set(entries.map(({ outcome }) => outcome))).toEqual(new Set(['allowed', 'denied']));
  });

  it('needs a session', async () => {
    const socket: Console = io(`${plane.publicUrl}/consoles`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    sockets.push(socket);
    const [error] = await once(socket as unknown as NodeJS.EventEmitter, 'connect_error');
    expect((error as Error).message).toMatch(/Sign in/);
    expect((await fetch(`${plane.publicUrl}/live/vms/${vmId}/shells`)).status).toBe(401);
  });

  it('is refused to a page of another site', async () => {
    const foreign = { ...operator.headers, origin: 'https://evil.example' };
    const response = await fetch(`${plane.publicUrl}/live/vms/${vmId}/shells`, {
      method: 'POST',
      headers: foreign,
      body: '{}',
    });
    expect(response.status).toBe(403);
    const socket: Console = io(`${plane.publicUrl}/consoles`, {
      extraHeaders: foreign,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    sockets.push(socket);
    await once(socket as unknown as NodeJS.EventEmitter, 'connect_error');
    expect(socket.connected).toBe(false);
  });
});

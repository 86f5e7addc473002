import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { constants } from 'node:http2';
import { resetStream } from '@busbar/shared/http2/reset-stream';
import { beginResponse } from '@busbar/shared/http2/respond';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { encodeFrame, encodeJsonFrame, FrameDecoder, frameType } from '@busbar/shared/protocol/frames';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { linuxSystem } from '../../../guest-agent/src/platform/linux/linux-system.ts';
import { execHandler } from '../../../guest-agent/src/services/exec.ts';
import type { FakeHost } from '../hosts/testing/fake-host.ts';
import { type MadeJob, makeJob } from '../testing/make-job.ts';
import { type SignedIn, signIn } from '../testing/sign-in.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';

/** The guest agent's own exec, in this process. */
const runHere = execHandler(
  linuxSystem({ root: '/', ownUid: process.getuid?.() ?? 0, executable: null, isSandbox: true }),
);

let plane: TestPlane;
let host: FakeHost;
let operator: SignedIn;
let made: MadeJob;

beforeAll(async () => {
  plane = await startTestPlane();
  host = await plane.newHost();
  await host.link();
  await waitFor(
    'the host to be online',
    async () => (await plane.db.read.host.findFirst())?.state === 'online',
  );
  operator = await signIn(plane, 'operator');
  made = await makeJob(plane, host.identity.hostId, { kind: 'vm.start' });
});
afterAll(() => plane.stop());

type Call = { readonly call: ClientRequest; readonly response: Promise<IncomingMessage> };

function open(start: unknown, { who = operator, guest = runHere as RouteHandler } = {}): Call {
  host.onGuest = guest;
  const call = request(`${plane.publicUrl}/live/vms/${made.vmId}/exec`, {
    method: 'POST',
    headers: who.headers,
  });
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    call.once('response', resolve).on('error', reject);
  });
  call.write(encodeJsonFrame(frameType.start, start));
  return { call, response };
}

const endInput = (call: ClientRequest): void =>
  void call.end(encodeFrame(frameType.stdinEnd, Buffer.alloc(0)));

async function read(response: IncomingMessage) {
  const decoder = new FrameDecoder();
  const types: number[] = [];
  const stdout: Buffer[] = [];
  let end: unknown = null;
  for await (const chunk of response) {
    for (const { type, payload } of decoder.push(chunk)) {
      if (types.at(-1) !== type) types.push(type);
      if (type === frameType.stdout) stdout.push(payload);
      if (type === frameType.end) end = JSON.parse(payload.toString());
    }
  }
  decoder.finish();
  return { types, stdout: Buffer.concat(stdout), end };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
};

it('echoes 4 MiB while they are still being sent', async () => {
  const bytes = randomBytes(4 * 1024 * 1024);
  const { call, response } = open({ argv: ['cat'] });
  const result = response.then(read);
  for (let at = 0; at < bytes.length; at += 100_000) {
    const isTaken = call.write(encodeFrame(frameType.stdin, bytes.subarray(at, at + 100_000)));
    if (!isTaken) await once(call, 'drain');
  }
  endInput(call);
  const { types, stdout, end } = await result;
  expect(stdout.equals(bytes)).toBe(true);
  expect(types).toEqual([frameType.started, frameType.stdout, frameType.end]);
  expect(end).toMatchObject({ cause: 'exited', exitCode: 0 });
});

it('answers before the input is over, and says how the program ended', async () => {
  const { call, response } = open({ argv: ['sh', '-c', 'head -c 3; exit 7'] });
  call.write(encodeFrame(frameType.stdin, Buffer.from('abcdef')));
  const { stdout, end } = await read(await response);
  expect(stdout.toString()).toBe('abc');
  expect(end).toMatchObject({ cause: 'exited', exitCode: 7 });
  expect(call.writableEnded).toBe(false);
  call.destroy();
});

it('writes program and user to the audit, never arguments or input', async () => {
  const { call, response } = open({ argv: ['echo', 'an-argument'], env: { SECRET: 'hush' } });
  call.write(encodeFrame(frameType.stdin, Buffer.from('typed')));
  endInput(call);
  await read(await response);
  const [row] = await plane.db.read.auditEntry.findMany({
    where: { action: 'vm.exec', outcome: 'allowed' },
    orderBy: { id: 'desc' },
    take: 1,
  });
  expect(JSON.parse(row?.details ?? '')).toEqual({ program: 'echo', user: null });
});

it('ends the program when its caller goes away', async () => {
  const { call, response } = open({ argv: ['sleep', '1000'] });
  const answer = await response;
  const [chunk] = await once(answer, 'data');
  const [started] = new FrameDecoder().push(chunk);
  const { pid } = JSON.parse(started?.payload.toString() ?? '');
  expect(isAlive(pid)).toBe(true);
  answer.on('error', () => undefined);
  call.destroy();
  await waitFor('the program to end', () => !isAlive(pid));
});

it('cuts the answer when the way to the guest breaks, instead of ending it', async () => {
  const { call, response } = open(
    { argv: ['cat'] },
    {
      guest: async ({ stream }) => {
        beginResponse(stream);
        stream.write(encodeFrame(frameType.stdout, Buffer.from('half')), () =>
          resetStream(stream, constants.NGHTTP2_INTERNAL_ERROR),
        );
      },
    },
  );
  const answer = await response;
  await expect(read(answer)).rejects.toThrow('aborted');
  expect(answer.complete).toBe(false);
  call.destroy();
});

it('refuses whoever may not, and whatever is no start, before it asks the guest', async () => {
  let asked = 0;
  const guest: RouteHandler = () => {
    asked += 1;
  };
  const viewer = await signIn(plane, 'viewer');
  const denied = open({ argv: ['id'] }, { who: viewer, guest });
  endInput(denied.call);
  expect((await denied.response).statusCode).toBe(403);
  const odd = open({ argv: [] }, { guest });
  endInput(odd.call);
  expect((await odd.response).statusCode).toBe(400);
  expect(asked).toBe(0);
});

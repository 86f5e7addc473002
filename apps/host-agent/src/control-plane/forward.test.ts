/** Against a real guest agent: what goes in comes out, and each end ends the other. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { AppError } from '@busbar/shared/errors/app-error';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalBench } from '../local/testing/local-bench.ts';
import { openSandboxBench } from '../local/testing/sandbox-bench.ts';
import { silentLog } from '../testing/silent-log.ts';
import { Forward, type ForwardOptions } from './forward.ts';

let bench: LocalBench;
let vmId: string;
beforeAll(async () => {
  bench = await openSandboxBench();
  await bench.ask('provision', { template: 'minimal', vm_name: 'carrier' });
  await waitFor('the VM to answer', async () => {
    const [vm] = await bench.fleet.observeAll();
    vmId = vm?.vmId ?? '';
    return vm?.channel === 'up';
  });
}, 180_000);
afterAll(() => bench.close());

async function dial(
  program: readonly string[],
  session: ForwardOptions['session'] = () => bench.fleet.guests.session(vmId),
): Promise<{ forward: Forward; socket: Socket }> {
  const forward = await Forward.listen({ port: 0, session, program, log: silentLog() });
  const socket = connect({ port: forward.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  return { forward, socket };
}

test('carries more than any buffer holds, in both directions at once, to its end', async () => {
  const { forward, socket } = await dial(['cat']);
  const sent = randomBytes(8 * 1024 * 1024);
  const received = buffer(socket);
  socket.end(sent);
  expect((await received).equals(sent)).toBe(true);
  await forward.close();
});

test('a program that ends ends the connection, after what it has said', async () => {
  const { forward, socket } = await dial(['sh', '-c', 'echo goodbye']);
  expect(await text(socket)).toBe('goodbye\n');
  await forward.close();
});

test('a connection that is cut ends its program', async () => {
  const { forward, socket } = await dial(['sh', '-c', 'echo began; sleep 4217']);
  await once(socket, 'data');
  const list = 'for one in /proc/[0-9]*; do tr "\\\\0" " " <$one/cmdline; echo; done';
  const running = async (): Promise<boolean> => {
    const answer = await bench.ask('vm', { action: 'exec', id: vmId, argv: ['sh', '-c', list] });
    return /^sleep 4217/m.test((answer.data as unknown as { stdout: string }).stdout);
  };
  expect(await running()).toBe(true);
  socket.resetAndDestroy();
  await waitFor('the program to end', async () => !(await running()));
  await forward.close();
});

test('while the VM does not answer, a connection is closed at once', async () => {
  const { forward, socket } = await dial(['cat'], () => {
    throw new AppError('guest-unreachable', 'down');
  });
  expect(await text(socket)).toBe('');
  await forward.close();
});

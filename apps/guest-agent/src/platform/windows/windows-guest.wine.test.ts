/** The executable for Windows guests under Wine, served over TCP by the very calls that hv_sock is served with. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { connectHttp2 } from '@busbar/shared/http2/connect-http2';
import { openStream } from '@busbar/shared/http2/open-stream';
import { requestJson } from '@busbar/shared/http2/request-json';
import { CloudInitStatus, channelPaths, GuestHeartbeat, GuestHello } from '@busbar/shared/protocol/channel';
import { encodeJsonFrame, frameType } from '@busbar/shared/protocol/frames';
import { channelVersion } from '@busbar/shared/protocol/version';
import { useWine } from '@busbar/shared/testing/use-wine';
import { waitFor } from '@busbar/shared/testing/wait-for';
import type { WineProgram } from '@busbar/shared/testing/wine';
import { beforeAll, expect, test } from 'vitest';
import { execClient } from '../../testing/exec-client.ts';
import { attachShell, createShell } from '../../testing/shell-client.ts';

const { buildWindows } = (await import('../../../../../scripts/build-windows.mjs' as string)) as {
  buildWindows: () => Promise<string>;
};
const startLimitMs = 60_000;

let executable: string;
let port: number;
let agent: WineProgram;
let session: ClientHttp2Session;
beforeAll(async () => {
  executable = join(await buildWindows(), 'guest/win-x64/busbar-guest.exe');
});
const wine = useWine(startAgent);

async function startAgent(): Promise<void> {
  // The one before is kept for a while by the system (TIME_WAIT).
  port = await freePort();
  agent = wine().begin(executable, ['serve', '--channel', `loopback:${port}`]);
  session = await waitFor('the agent to listen', dial, { deadlineMs: startLimitMs, intervalMs: 100 });
}

async function freePort(): Promise<number> {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return address.port;
}

async function dial(): Promise<ClientHttp2Session> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return connectHttp2(socket);
}

const hello = (over: ClientHttp2Session): Promise<GuestHello> =>
  requestJson(over, { path: channelPaths.hello, body: { version: channelVersion }, output: GuestHello });
const cmd = (script: string) => ({ argv: ['cmd.exe', '/d', '/c', script] });

test('says what it is, to two at once', async () => {
  const other = await dial();
  const [one, two] = await Promise.all([hello(session), hello(other)]);
  other.destroy();
  expect(one.os).toMatchObject({ id: 'windows', arch: 'x86_64' });
  expect(one.capabilities).toContain('shell');
  expect(two.bootId).toBe(one.bootId);
});

test('tells how the guest is: memory, the system’s disk, addresses, routes', async () => {
  const open = openStream(session, { path: channelPaths.heartbeat, method: 'GET' });
  open.ended.catch(() => undefined);
  const [line] = (await once(open.stream, 'data')) as [Buffer];
  open.stream.close();
  const heartbeat = GuestHeartbeat.parse(JSON.parse(line.toString()));
  expect(heartbeat.memory.totalBytes).toBeGreaterThan(heartbeat.memory.availableBytes);
  expect(heartbeat.disks.map(({ mount }) => mount)).toContain('C:\\');
  const addresses = heartbeat.interfaces.flatMap((one) => one.addresses);
  expect(addresses.some((address) => address.startsWith('127.0.0.1'))).toBe(true);
  expect(heartbeat.uptimeSeconds).toBeGreaterThan(0);
});

test('there is no cloudbase-init here', async () => {
  const path = channelPaths.cloudInit;
  const status = await requestJson(session, { path, method: 'GET', output: CloudInitStatus });
  expect(status.state).toBe('absent');
});

test('runs programs: both outputs, exit code, environment, folder', async () => {
  const ran = await execClient(session, {
    ...cmd('echo %GREETING%& cd& echo wrong 1>&2& exit 7'),
    env: { GREETING: 'grüße' },
    cwd: 'C:\\windows',
  }).result;
  expect(ran.end).toMatchObject({ cause: 'exited', exitCode: 7, signal: null });
  expect(ran.stdout.toString()).toMatch(/^gr.{1,2}e\r\nC:\\windows\r\n$/s);
  expect(ran.stderr.toString().trim()).toBe('wrong');
});

test('what goes in comes out, and arguments arrive as they were', async () => {
  const lines = Array.from({ length: 50_000 }, (_, at) => `line ${at}`);
  const input = Buffer.from(`${lines.join('\r\n')}\r\n`);
  const { end, stdout } = await execClient(session, { argv: ['find.exe', 'ine 4'] }, input).result;
  expect(end).toMatchObject({ cause: 'exited', exitCode: 0 });
  expect(
    stdout
      .toString()
      .trim()
      .split(/[\r\n]+/),
  ).toEqual(lines.filter((line) => line.startsWith('line 4')));
  const own = `Z:${executable.replaceAll('/', '\\')}`;
  const refused = await execClient(session, { argv: [own, 'serve', '--channel', 'a "b" \\ c\\'] }).result;
  expect(refused.end.exitCode).toBe(1);
  expect(refused.stderr.toString()).toContain('not "a "b" \\ c\\"');
});

test('a deadline ends a program with all that it has started', async () => {
  const slow = 'start /b ping -n 600 127.0.0.1 >nul & ping -n 600 127.0.0.1 >nul';
  const { end } = await execClient(session, { ...cmd(slow), timeoutMs: 1_500 }).result;
  expect(end).toMatchObject({ cause: 'timed-out', exitCode: null, signal: 'SIGTERM' });
  const left = await execClient(session, { argv: ['tasklist.exe'] }).result;
  expect(left.stdout.toString().toLowerCase()).not.toContain('ping.exe');
});

test('a program, a user and a script that cannot be started are told apart', async () => {
  const missing = await execClient(session, { argv: ['no-such-program'] }).result;
  expect(missing.end).toMatchObject({ cause: 'not-started', error: { code: 'not-found' } });
  const other = await execClient(session, { ...cmd('ver'), user: 'Somebody' }).result;
  expect(other.end).toMatchObject({ cause: 'not-started', error: { code: 'unsupported' } });
});

test('a shell on a pseudo-console begins, and tells how it ended', async () => {
  const shellId = randomUUID();
  const made = await createShell(session, { shellId, argv: ['cmd.exe', '/d', '/c', 'exit 5'] });
  expect(made.pid).toBeGreaterThan(0);
  const viewer = attachShell(session, { shellId, fromOffset: null, mode: 'write' });
  await viewer.waitFor((seen) => seen.end !== null);
  expect(viewer.seen.end).toMatchObject({ cause: 'exited', exitCode: 5 });
});

test('a shell that is hung up ends with what it has started', async () => {
  const shellId = randomUUID();
  await createShell(session, { shellId, argv: ['ping.exe', '-n', '600', '127.0.0.1'] });
  const viewer = attachShell(session, { shellId, fromOffset: null, mode: 'write' });
  await viewer.waitFor((seen) => seen.attached !== null);
  await requestJson(session, {
    path: channelPaths.shellKill,
    body: { shellId },
    output: CloudInitStatus.partial(),
  });
  await viewer.waitFor((seen) => seen.end !== null);
  expect(viewer.seen.end).toMatchObject({ cause: 'signalled', signal: 'SIGHUP' });
});

test('a cut connection ends its programs; after a restart the agent knows the boot', async () => {
  const other = await dial();
  const running = execClient(other, { argv: ['ping.exe', '-n', '600', '127.0.0.1'] }, null);
  await running.started;
  other.destroy();
  await expect(running.result).rejects.toThrow();
  await waitFor('ping to be gone', async () => {
    const { stdout } = await execClient(session, { argv: ['tasklist.exe'] }).result;
    return !stdout.toString().toLowerCase().includes('ping.exe');
  });
  const { bootId } = await hello(session);
  session.destroy();
  await agent.end();
  await startAgent();
  expect((await hello(session)).bootId).toBe(bootId);
});

test('garbage ends its own connection and no other', async () => {
  const bad = connect(port, '127.0.0.1');
  await once(bad, 'connect');
  bad.write(encodeJsonFrame(frameType.start, { garbage: true }));
  bad.end(Buffer.alloc(100_000, 'garbage'));
  bad.resume();
  bad.on('error', () => undefined);
  await once(bad, 'close');
  await hello(session);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectHttp2 } from '@busbar/shared/http2/connect-http2';
import { requestJson } from '@busbar/shared/http2/request-json';
import { channelPaths, Empty } from '@busbar/shared/protocol/channel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createShell } from './testing/shell-client.ts';

const main = new URL('./main.ts', import.meta.url).pathname;
let folder: string;
let agent: ChildProcess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'busbar-agent-'));
});
afterEach(async () => {
  if (agent.exitCode === null && agent.signalCode === null) agent.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/** A real process of the agent, once it says that it serves. */
async function serve(environment: Record<string, string> = {}): Promise<string> {
  const path = join(folder, 'agent.sock');
  agent = spawn(process.execPath, [main, 'serve', '--channel', `unix:${path}`], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    agent.once('exit', reject);
    agent.stderr?.on('data', (line: Buffer) => {
      if (line.includes('listening')) resolve();
    });
  });
  return path;
}
const ended = async (): Promise<unknown> =>
  agent.exitCode !== null ? agent.exitCode : (await once(agent, 'exit'))[0];

test('SIGTERM stops it in order although a shell ignores the hang-up', async () => {
  const session = await connectHttp2(connect(await serve()));
  await createShell(session, { shellId: randomUUID(), argv: ['sh', '-c', "trap '' HUP; sleep 1000"] });
  agent.kill('SIGTERM');
  expect(await ended()).toBe(0);
  session.destroy();
});

test.each([
  ['shutdown', 64],
  ['reboot', 65],
])('a sandbox asked for %s ends with %i', async (action, exitCode) => {
  const session = await connectHttp2(connect(await serve({ BUSBAR_SANDBOX: '1' })));
  await requestJson(session, { path: channelPaths.power, body: { action }, output: Empty });
  expect(await ended()).toBe(exitCode);
  session.destroy();
});

test('a channel that cannot be is refused with its reason', async () => {
  agent = spawn(process.execPath, [main, 'serve', '--channel', 'tcp:80'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [message] = (await once(agent.stderr ?? agent, 'data')) as [Buffer];
  expect(message.toString()).toContain('tcp:80');
  expect(await ended()).toBe(1);
});

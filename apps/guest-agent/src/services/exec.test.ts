import { randomBytes } from 'node:crypto';
import type { ClientHttp2Session } from 'node:http2';
import { encodeFrame, encodeJsonFrame, frameType } from '@busbar/shared/protocol/frames';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AgentFixture, startAgent } from '../testing/agent-fixture.ts';
import { execClient, isGroupAlive } from '../testing/exec-client.ts';

let agent: AgentFixture;
let session: ClientHttp2Session;
beforeEach(async () => {
  agent = await startAgent();
  session = await agent.connect();
});
afterEach(() => agent.close());

const sh = (script: string): { argv: string[] } => ({ argv: ['sh', '-c', script] });

test('carries 8 MiB through stdin and stdout byte by byte', async () => {
  const bytes = randomBytes(8 * 1024 * 1024);
  const { end, stdout, stderr } = await execClient(session, { argv: ['cat'] }, bytes).result;
  expect(end).toMatchObject({ cause: 'exited', exitCode: 0, signal: null });
  expect(stdout.equals(bytes)).toBe(true);
  expect(stderr).toHaveLength(0);
});

test('keeps stdout and stderr apart and tells the exit code', async () => {
  const { end, stdout, stderr } = await execClient(session, sh('echo out; echo err >&2; exit 7')).result;
  expect([stdout.toString(), stderr.toString(), end.exitCode]).toEqual(['out\n', 'err\n', 7]);
});

test('passes environment and working directory', async () => {
  const request = { ...sh('echo "$GREETING $PWD"'), env: { GREETING: 'hello' }, cwd: '/usr' };
  expect((await execClient(session, request).result).stdout.toString()).toBe('hello /usr\n');
});

test('tells the signal that ended the program', async () => {
  const { end } = await execClient(session, sh('kill -USR1 $$')).result;
  expect(end).toMatchObject({ cause: 'signalled', exitCode: null, signal: 'SIGUSR1' });
});

test('forwards a signal to the program', async () => {
  const exec = execClient(session, { argv: ['sleep', '1000'] }, null);
  await exec.started;
  exec.open.stream.write(encodeJsonFrame(frameType.signal, { signal: 'SIGINT' }));
  expect((await exec.result).end).toMatchObject({ cause: 'signalled', signal: 'SIGINT' });
});

test('a deadline ends the program and stays the cause', async () => {
  const exec = execClient(session, { argv: ['sleep', '1000'], timeoutMs: 50 }, null);
  expect((await exec.result).end).toMatchObject({
    cause: 'timed-out',
    signal: 'SIGTERM',
    error: { code: 'deadline-exceeded' },
  });
});

test('a program that exits before its input is closed ends in order', async () => {
  const { end, stdout } = await execClient(session, sh('echo early'), null).result;
  expect([end.cause, stdout.toString()]).toEqual(['exited', 'early\n']);
});

test('input that nobody reads does not fail the program that closed it', async () => {
  const { end, stdout } = await execClient(
    session,
    { argv: ['head', '-c', '3'] },
    randomBytes(4 * 1024 * 1024),
  ).result;
  expect([end.cause, end.exitCode, stdout.length]).toEqual(['exited', 0, 3]);
});

test('a descendant that holds stdout open does not hold up the end', async () => {
  const exec = execClient(session, sh('sleep 1000 & echo $!'));
  const { end, stdout } = await exec.result;
  process.kill(Number(stdout.toString()));
  expect(end).toMatchObject({ cause: 'exited', exitCode: 0 });
});

test('all output of a program that has exited arrives although its reader is slow', async () => {
  const exec = execClient(session, { argv: ['head', '-c', '3000000', '/dev/zero'] });
  exec.open.stream.pause();
  await exec.open.response;
  exec.open.stream.resume();
  expect((await exec.result).stdout).toHaveLength(3_000_000);
});

test('a cancel ends the whole process group', async () => {
  const exec = execClient(session, sh('sleep 1000 & sleep 1000'), null);
  const { pid } = await exec.started;
  expect(isGroupAlive(pid)).toBe(true);
  exec.open.stream.close();
  await expect(exec.result).rejects.toThrow();
  await vi.waitUntil(() => !isGroupAlive(pid), { timeout: 10_000 });
});

test('a lost connection ends the whole process group', async () => {
  const exec = execClient(session, sh('sleep 1000 & sleep 1000'), null);
  const { pid } = await exec.started;
  session.destroy();
  await vi.waitUntil(() => !isGroupAlive(pid), { timeout: 10_000 });
});

test('a request that ends without stdinEnd is cut short, not taken for whole input', async () => {
  const exec = execClient(session, { argv: ['sh', '-c', 'cat; sleep 1000'] }, null);
  await exec.started;
  exec.open.stream.end(encodeFrame(frameType.stdin, Buffer.from('half')));
  expect((await exec.result).end).toMatchObject({ cause: 'cancelled', error: { code: 'truncated' } });
});

test.each([
  ['an unknown program', { argv: ['no-such-program'] }, /no-such-program/],
  ['an unknown user', { argv: ['true'], user: 'nobody-here' }, /nobody-here/],
  ['a missing folder', { argv: ['true'], cwd: '/no/such/folder' }, /no\/such\/folder/],
])('%s is told by name and nothing is started', async (_, request, message) => {
  const { end } = await execClient(session, request).result;
  expect(end).toMatchObject({ cause: 'not-started', error: { code: 'not-found' } });
  expect(end.error?.message).toMatch(message);
});

test('a start frame that is not valid is refused', async () => {
  await expect(execClient(session, { argv: [] }).result).rejects.toMatchObject({ code: 'invalid-input' });
});

test.runIf(process.geteuid?.() === 0)('runs as another user with all groups', async () => {
  const exec = execClient(session, { ...sh('id -un; id -Gn; echo $HOME'), user: 'nobody' });
  const { end, stdout, stderr } = await exec.result;
  expect(stderr.toString()).toBe('');
  expect([end.exitCode, stdout.toString().split('\n')[0]]).toEqual([0, 'nobody']);
});

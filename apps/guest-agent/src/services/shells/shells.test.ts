import { randomUUID } from 'node:crypto';
import type { ClientHttp2Session } from 'node:http2';
import { requestJson } from '@busbar/shared/http2/request-json';
import { channelPaths, Empty, ShellList } from '@busbar/shared/protocol/channel';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AgentFixture, startAgent } from '../../testing/agent-fixture.ts';
import { attachShell, createShell } from '../../testing/shell-client.ts';

let agent: AgentFixture;
let session: ClientHttp2Session;
let shellId: string;
beforeEach(async () => {
  agent = await startAgent();
  session = await agent.connect();
  shellId = randomUUID();
});
afterEach(async () => {
  const { shells } = await list();
  for (const shell of shells) if (shell.ended === null) await kill(shell.shellId);
  await agent.close();
});

const list = () => requestJson(session, { path: channelPaths.shells, output: ShellList });
const kill = (id: string) =>
  requestJson(session, {
    path: channelPaths.shellKill,
    body: { shellId: id, signal: 'SIGKILL' },
    output: Empty,
  });
const sh = (script: string): string[] => ['sh', '-c', script];

/** What `seq 1 n` prints on a terminal, which makes CR LF of LF. */
const numbers = (count: number): string =>
  Array.from({ length: count }, (_, index) => `${index + 1}\r\n`).join('');

test('a shell answers what is typed into it and tells how it ended', async () => {
  await createShell(session, { shellId, argv: ['sh'] });
  const viewer = attachShell(session, { shellId, fromOffset: null });
  viewer.type('echo answer-$((6*7)); exit 3\n');
  await viewer.open.ended;
  expect(viewer.text()).toContain('answer-42');
  expect(viewer.seen.end).toMatchObject({ cause: 'exited', exitCode: 3 });
});

test('the default is the login shell in the home directory, with a terminal that knows colours', async () => {
  await createShell(session, { shellId });
  const viewer = attachShell(session, { shellId, fromOffset: null });
  viewer.type('echo "$TERM:$COLORTERM:$PWD:$HOME:"; exit\n');
  await viewer.open.ended;
  expect(viewer.text()).toMatch(/xterm-256color:truecolor:(.+):\1:/);
});

test('a repeated create answers the session that is there', async () => {
  const first = await createShell(session, { shellId, argv: sh('sleep 1000') });
  const second = await createShell(session, { shellId, argv: sh('sleep 1000') });
  expect(second.pid).toBe(first.pid);
  expect((await list()).shells).toHaveLength(1);
});

test('200,000 lines arrive once each although the viewer comes and goes', async () => {
  // The sizes of each visit vary, so that it is cut in many different places.
  await createShell(session, { shellId, argv: sh('read go; seq 1 200000') });
  const parts: string[] = [];
  let offset: number | null = null;
  for (let visit = 0; ; visit += 1) {
    const client = await agent.connect();
    const viewer = attachShell(client, { shellId, fromOffset: offset });
    if (visit === 0) {
      await viewer.waitFor((seen) => seen.liveAt !== null);
      viewer.type('\n');
    }
    const enough = 1 + ((visit * 7919) % 200_000);
    await viewer.waitFor((seen) => seen.outputBytes >= enough || seen.end !== null);
    // Half of the visits end by a lost connection, half by leaving.
    if (visit % 2 === 0) await viewer.leave();
    else client.destroy();
    parts.push(viewer.text());
    offset = viewer.offset();
    expect(viewer.seen.gaps).toEqual([]);
    if (viewer.seen.end !== null) break;
  }
  expect(parts.join('').replace(/^\r\n/, '') === numbers(200_000)).toBe(true);
});

test('a stalled viewer neither stops the program nor the other viewer, and continues behind a gap', async () => {
  await createShell(session, { shellId, argv: sh('read go; seq 1 1000000; read end') });
  const reader = attachShell(session, { shellId, fromOffset: null });
  const stalled = attachShell(session, { shellId, fromOffset: null }, { acknowledges: false });
  await reader.waitFor((seen) => seen.viewers === 2);
  reader.type('\n');
  const expected = `\r\n${numbers(1_000_000)}`;
  await reader.waitFor(({ outputBytes }) => outputBytes >= expected.length);
  expect(reader.seen.gaps).toEqual([]);
  expect(reader.text() === expected).toBe(true);
  expect(stalled.seen.outputBytes).toBeLessThanOrEqual(512 * 1024);

  const { encodeJsonFrame, frameType } = await import('@busbar/shared/protocol/frames');
  stalled.open.stream.write(encodeJsonFrame(frameType.ack, { offset: stalled.offset() }));
  await stalled.waitFor((seen) => seen.gaps.length > 0);
  await stalled.waitFor((seen) => seen.outputBytes > 600_000);
  const [gap] = stalled.seen.gaps;
  expect(gap?.from).toBe(512 * 1024);
  const afterGap = stalled.text().slice(512 * 1024);
  expect(afterGap).toMatch(/^\d{6}\r\n/);
});

test('output goes on without viewers, and what is no longer kept is marked', async () => {
  await createShell(session, { shellId, argv: sh('seq 1 1000000; echo the end') });
  await vi.waitUntil(async () => (await list()).shells[0]?.ended !== null, { timeout: 20_000 });
  const viewer = attachShell(session, { shellId, fromOffset: 10 });
  await viewer.open.ended;
  expect(viewer.seen.attached).toMatchObject({ hasGap: true });
  expect(viewer.seen.attached?.replayFrom).toBeGreaterThan(10);
  expect(viewer.text()).toMatch(/^\d+\r\n/);
  expect(viewer.text()).toMatch(/1000000\r\nthe end\r\n$/);
  expect(viewer.seen.end).toMatchObject({ cause: 'exited', exitCode: 0 });
});

test('the last resize wins and every viewer is told', async () => {
  await createShell(session, { shellId, argv: sh('read go; stty size') });
  const one = attachShell(session, { shellId, fromOffset: null });
  const two = attachShell(session, { shellId, fromOffset: null });
  await one.waitFor((seen) => seen.viewers === 2);
  one.resize(100, 30);
  await two.waitFor((seen) => seen.sizes.some(({ columns }) => columns === 100));
  two.resize(120, 40);
  await one.waitFor((seen) => seen.sizes.some(({ columns }) => columns === 120));
  one.type('\n');
  await one.open.ended;
  expect(one.text()).toContain('40 120');
});

test('kill ends the session for every viewer', async () => {
  await createShell(session, { shellId, argv: sh('sleep 1000') });
  const viewer = attachShell(session, { shellId, fromOffset: null });
  await viewer.waitFor((seen) => seen.liveAt !== null);
  await kill(shellId);
  await viewer.open.ended;
  expect(viewer.seen.end).toMatchObject({ cause: 'signalled', signal: 'SIGKILL' });
});

test('a reader may not type', async () => {
  await createShell(session, { shellId, argv: sh('sleep 1000') });
  const viewer = attachShell(session, { shellId, fromOffset: null, mode: 'read' });
  await viewer.waitFor((seen) => seen.liveAt !== null);
  viewer.type('x');
  await expect(viewer.open.ended).rejects.toMatchObject({ code: 'forbidden' });
});

test('60 KB and an exit arrive whole', async () => {
  for (let run = 0; run < 20; run += 1) {
    const id = randomUUID();
    await createShell(session, { shellId: id, argv: sh('head -c 60000 /dev/zero | tr "\\0" x') });
    const viewer = attachShell(session, { shellId: id, fromOffset: 0 });
    await viewer.open.ended;
    expect(viewer.seen.outputBytes).toBe(60_000);
  }
});

test('unknown shells and offsets are refused by name', async () => {
  const unknown = attachShell(session, { shellId, fromOffset: null });
  await expect(unknown.open.ended).rejects.toMatchObject({ code: 'not-found' });
  await createShell(session, { shellId, argv: sh('sleep 1000') });
  const beyond = attachShell(session, { shellId, fromOffset: 1_000_000 });
  await expect(beyond.open.ended).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(
    createShell(session, { shellId: randomUUID(), argv: ['no-such-shell'] }),
  ).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('input is carried in order while the program is slow to read', async () => {
  await createShell(session, {
    shellId,
    argv: sh('stty -echo -icanon; echo ready; sleep 0.3; head -c 300000 | cksum'),
  });
  const viewer = attachShell(session, { shellId, fromOffset: null });
  await viewer.waitFor(() => viewer.text().includes('ready'));
  const line = `${'0123456789'.repeat(10)}\n`;
  for (let sent = 0; sent < 310_000; sent += line.length) viewer.type(line);
  await viewer.open.ended;
  const expected = line.repeat(Math.ceil(300_000 / line.length)).slice(0, 300_000);
  expect(viewer.text()).toContain(` ${expected.length}`);
  const { execFileSync } = await import('node:child_process');
  expect(viewer.text()).toContain(execFileSync('cksum', { input: expected }).toString().trim());
});

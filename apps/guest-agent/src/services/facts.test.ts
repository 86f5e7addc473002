import { once } from 'node:events';
import { connect } from 'node:net';
import { openStream } from '@busbar/shared/http2/open-stream';
import { requestJson } from '@busbar/shared/http2/request-json';
import {
  CloudInitStatus,
  channelPaths,
  Empty,
  GuestHeartbeat,
  GuestHello,
} from '@busbar/shared/protocol/channel';
import { channelVersion } from '@busbar/shared/protocol/version';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AgentFixture, startAgent } from '../testing/agent-fixture.ts';

let agent: AgentFixture;
beforeEach(async () => {
  agent = await startAgent();
});
afterEach(() => agent.close());

test('says hello, and refuses another major version', async () => {
  const session = await agent.connect();
  const hello = await requestJson(session, {
    path: channelPaths.hello,
    body: { version: channelVersion },
    output: GuestHello,
  });
  expect(hello).toMatchObject({ version: channelVersion, agentVersion: '0.0.0-test' });
  expect(hello.os.kernel).not.toBe('');
  const other = { version: { major: channelVersion.major + 1, minor: 0 } };
  await expect(
    requestJson(session, { path: channelPaths.hello, body: other, output: GuestHello }),
  ).rejects.toMatchObject({ code: 'version-mismatch' });
});

test('sends heartbeats until the caller ends the stream', async () => {
  const session = await agent.connect();
  const open = openStream(session, { path: channelPaths.heartbeat, method: 'GET' });
  const [line] = (await once(open.stream, 'data')) as [Buffer];
  const heartbeat = GuestHeartbeat.parse(JSON.parse(line.toString()));
  expect(heartbeat.cpuUsage).toBeNull();
  expect(heartbeat.memory.totalBytes).toBeGreaterThan(0);
  expect(heartbeat.disks[0]?.mount).toBe('/');
  open.stream.close();
  await expect(open.ended).rejects.toThrow();
});

test('tells the cloud-init status', async () => {
  const session = await agent.connect();
  const status = await requestJson(session, {
    path: channelPaths.cloudInit,
    method: 'GET',
    output: CloudInitStatus,
  });
  expect(status.simulated).toBe(false);
});

test('answers a request for power before it acts', async () => {
  const session = await agent.connect();
  await requestJson(session, { path: channelPaths.power, body: { action: 'reboot' }, output: Empty });
  await vi.waitUntil(() => agent.exitCodes.length > 0);
  expect(agent.exitCodes).toEqual([65]);
});

test('an unknown path is unsupported', async () => {
  const session = await agent.connect();
  await expect(requestJson(session, { path: '/v9/none', body: {}, output: Empty })).rejects.toMatchObject({
    code: 'unsupported',
  });
});

test('garbage on the channel ends its own connection and no other', async () => {
  const session = await agent.connect();
  const bad = connect(agent.socketPath);
  bad.write(Buffer.alloc(100_000, 'garbage'));
  bad.resume();
  await once(bad, 'close');
  const body = { version: channelVersion };
  await requestJson(session, { path: channelPaths.hello, body, output: GuestHello });
});

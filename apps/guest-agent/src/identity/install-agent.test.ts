import { mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestJson } from '@busbar/shared/http2/request-json';
import { channelPaths, KeepIdentityResult } from '@busbar/shared/protocol/channel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startAgent } from '../testing/agent-fixture.ts';
import { installAgent } from './install-agent.ts';

let root: string;
let executable: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'busbar-install-'));
  executable = join(root, 'from-the-tools-disc');
  await writeFile(executable, 'program', { mode: 0o755 });
});
afterEach(() => rm(root, { recursive: true }));

test('puts the executable, its unit and the link in place, twice with the same result', async () => {
  const first = await installAgent({ root, executable });
  const unit = join(root, 'etc/systemd/system/busbar-guest.service');
  const before = await stat(unit);
  expect(await installAgent({ root, executable })).toEqual(first);
  expect((await stat(unit)).ino).toBe(before.ino);
  const installed = join(root, 'usr/local/lib/busbar/busbar-guest');
  expect(await readFile(installed, 'utf8')).toBe('program');
  expect((await stat(installed)).mode & 0o777).toBe(0o755);
  expect(await readlink(join(root, 'etc/systemd/system/multi-user.target.wants/busbar-guest.service'))).toBe(
    '/etc/systemd/system/busbar-guest.service',
  );
});

test('keep-identity leaves a seed with the same instance and nothing to do', async () => {
  const agent = await startAgent({ root, executable, isSandbox: false });
  const session = await agent.connect();
  const { kept } = await requestJson(session, {
    path: channelPaths.keepIdentity,
    body: { instanceId: 'vm-"1"' },
    output: KeepIdentityResult,
  });
  await agent.close();
  expect(kept).toContain('/usr/local/lib/busbar/busbar-guest');
  const seed = join(root, 'var/lib/cloud/seed/nocloud');
  expect(JSON.parse(await readFile(join(seed, 'meta-data'), 'utf8'))).toEqual({ 'instance-id': 'vm-"1"' });
  expect(await readFile(join(seed, 'user-data'), 'utf8')).toBe('#cloud-config\n{}\n');
});

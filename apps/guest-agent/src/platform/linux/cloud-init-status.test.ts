import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudInitStatus } from '@busbar/shared/protocol/channel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CloudInitFiles, parseCloudInit, readCloudInitStatus } from './cloud-init-status.ts';

const none: CloudInitFiles = {
  statusJson: null,
  resultJson: null,
  instanceId: null,
  isInstalled: true,
  isDisabled: false,
};
const failure = "('scripts_user', RuntimeError('Runparts: 1 failures (runcmd) in 1 attempted commands'))";
const statusJson = JSON.stringify({
  v1: {
    datasource: 'DataSourceNoCloud [seed=/dev/sr0]',
    stage: null,
    'init-local': { start: 1.5, finished: 2, errors: [] },
    init: { start: 3, finished: 4, errors: [] },
    'modules-config': { start: 5, finished: 6, errors: [] },
    'modules-final': { start: 7, finished: 8, errors: [failure] },
  },
});

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'busbar-cloud-init-'));
});
afterEach(() => rm(root, { recursive: true }));

test('absent, disabled, not started', () => {
  expect(parseCloudInit({ ...none, isInstalled: false }).state).toBe('absent');
  expect(parseCloudInit({ ...none, isDisabled: true }).state).toBe('disabled');
  expect(parseCloudInit(none).state).toBe('not-started');
});

test('it runs until its result is there, errors or not, and then says its own words', () => {
  expect(parseCloudInit({ ...none, statusJson }).state).toBe('running');
  const ended = parseCloudInit({
    ...none,
    statusJson,
    resultJson: JSON.stringify({
      v1: { datasource: 'DataSourceNoCloud [seed=/dev/sr0]', errors: [failure] },
    }),
    instanceId: 'vm-1\n',
  });
  expect(CloudInitStatus.parse(ended)).toMatchObject({
    state: 'error',
    errors: [failure],
    instanceId: 'vm-1',
    datasource: 'DataSourceNoCloud [seed=/dev/sr0]',
  });
  expect(ended.stages[0]).toEqual({ name: 'init-local', startedAt: 1500, endedAt: 2000, errors: [] });
});

test('a result without errors is done', () => {
  const resultJson = JSON.stringify({ v1: { datasource: null, errors: [] } });
  expect(parseCloudInit({ ...none, resultJson }).state).toBe('done');
});

test('a half-written status is no news', () => {
  expect(parseCloudInit({ ...none, statusJson: statusJson.slice(0, 50) }).state).toBe('not-started');
});

test('reads the files of a root, and the status of the sandbox applier before them', async () => {
  await mkdir(join(root, 'run/cloud-init'), { recursive: true });
  await writeFile(join(root, 'run/cloud-init/status.json'), statusJson);
  await writeFile(join(root, 'run/cloud-init/.instance-id'), 'vm-2\n');
  expect(await readCloudInitStatus(root)).toMatchObject({
    state: 'running',
    instanceId: 'vm-2',
    simulated: false,
  });

  const applied = { ...parseCloudInit(none), state: 'done', simulated: true };
  await mkdir(join(root, 'run/busbar'), { recursive: true });
  await writeFile(join(root, 'run/busbar/applied.json'), JSON.stringify(applied));
  expect(await readCloudInitStatus(root)).toEqual(applied);
});

test('after a failure it brings the last that was printed, whole lines only', async () => {
  await mkdir(join(root, 'run/cloud-init'), { recursive: true });
  await mkdir(join(root, 'var/log'), { recursive: true });
  const lines = Array.from({ length: 1000 }, (_, at) => `line ${at}\n`).join('');
  await writeFile(join(root, 'var/log/cloud-init-output.log'), `${lines}the licence server said no\n`);
  await writeFile(join(root, 'run/cloud-init/status.json'), statusJson);
  const result = (errors: readonly string[]) =>
    writeFile(join(root, 'run/cloud-init/result.json'), JSON.stringify({ v1: { datasource: null, errors } }));
  await result([failure]);
  const { outputTail = '' } = CloudInitStatus.parse(await readCloudInitStatus(root));
  expect(outputTail).toMatch(/^line \d+\n.*\nline 999\nthe licence server said no\n$/s);
  expect(outputTail.length).toBeLessThanOrEqual(4096);
  await writeFile(join(root, 'run/cloud-init/status.json'), statusJson.replace(JSON.stringify(failure), ''));
  await result([]);
  expect(await readCloudInitStatus(root)).not.toHaveProperty('outputTail');
});

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostEvent, JobDocument } from '@busbar/shared/protocol/link';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgetControlPlane, writeControlPlane } from '../../control-plane/control-plane-record.ts';
import {
  benchJobId,
  benchJobIdOf,
  benchVmId,
  type JobBench,
  type JobBenchOptions,
  jobOnVm,
  openJobBench,
  provisionJob,
} from '../../testing/job-bench.ts';
import { namesIn } from '../../testing/names-in.ts';
import { cloudInitDone } from '../../testing/protocol-guest.ts';

let folder: TemporaryDirectory;
let bench: JobBench | null = null;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(async () => {
  await bench?.close();
  bench = null;
  await folder.remove();
});
async function openBench(options: Partial<JobBenchOptions> = {}): Promise<JobBench> {
  bench = await openJobBench({ folder: folder.path, ...options });
  return bench;
}
let jobs = 0;
const powerJob = (kind: string): JobDocument => {
  jobs += 1;
  return { ...jobOnVm(kind, {}, benchJobIdOf(jobs)), timeoutMs: 30_000 };
};
const changed = (job: JobDocument, document: object): JobDocument => ({
  ...job,
  document: { ...(job.document as object), ...document },
});
const logOf = async (on: JobBench): Promise<string[]> =>
  (await on.outbox.read(0)).flatMap((event: HostEvent) => (event.type === 'log' ? [event.line] : []));
const foldersLeft = async (): Promise<string[]> => [
  ...(await readdir(join(folder.path, 'vms'))),
  ...(await namesIn(join(folder.path, 'seeds'))),
];

test('provisions, and tells cloud-init’s stages and the result', async () => {
  const on = await openBench();
  expect(await on.run(provisionJob())).toMatchObject({
    outcome: 'succeeded',
    result: { hostname: 'web-1', instanceId: benchVmId },
  });
  expect(await logOf(on)).toContain('The seed applier (not cloud-init): modules-final ended.');
  expect(await on.driver.done()).toEqual(['create-disk', 'create-vm', 'start', 'keep-identity']);
});

test.each([
  ['vm.power-off', 'stopped'],
  ['vm.start', 'running'],
])('the end of a %s comes after what it did to the VM', async (kind, power) => {
  const on = await openBench();
  await on.run(provisionJob());
  if (kind === 'vm.start') await on.run(powerJob('vm.power-off'));
  expect(await on.run(powerJob(kind))).toMatchObject({ outcome: 'succeeded' });
  const events = await on.outbox.read(0);
  const end = events.findLastIndex(({ type }) => type === 'job-ended');
  expect(events.slice(0, end).findLast(({ type }) => type === 'vm-observed')).toMatchObject({
    vm: { power },
  });
});

test('secrets reach the seed and nothing else', async () => {
  const secrets = { PASSWORD: 'correct horse battery' };
  const on = await openBench({
    secrets,
    cloudInit: (vmId) => ({ ...cloudInitDone(vmId), state: 'running' }),
  });
  const template = {
    metaData: 'instance-id: {{ INSTANCE }}\n',
    userData: '#cloud-config\npassword: {{ PASSWORD }}\n',
  };
  const sealed = { ephemeralKey: 'e', nonce: 'n', ciphertext: 'c' };
  await on.runner.accept(changed(provisionJob({ secrets: sealed }), { template }));
  await waitFor('the VM to run', async () => (await on.driver.done()).includes('start'));
  const seed = join(folder.path, 'seeds', benchVmId, 'seed.iso');
  expect(await readFile(seed, 'latin1')).toContain('correct horse battery');
  await on.runner.cancel({ jobId: benchJobId, attempt: 1 });
  expect(await on.untilEnded(benchJobId)).toMatchObject({ outcome: 'cancelled', leftBehind: [] });
  expect(await foldersLeft()).toEqual([]);
  expect(JSON.stringify(await on.outbox.read(0))).not.toContain('battery');
  await waitFor('the journal to be sealed', () => on.runner.unfinished().length === 0);
  for (const name of await readdir(join(folder.path, 'jobs'))) {
    expect(await readFile(join(folder.path, 'jobs', name), 'utf8')).not.toContain('battery');
  }
});

test('the seed of a Windows image has the agent as a part of user-data, and is judged by what cloudbase-init reads', async () => {
  const on = await openBench({
    image: { os: 'Windows Server 2025', hasCloudInit: true },
    cloudInit: (vmId) => ({ ...cloudInitDone(vmId), state: 'running' }),
  });
  await writeFile(join(folder.path, 'tools.iso'), '');
  const metaData = 'instance-id: {{ INSTANCE }}\nlocal-hostname: {{ HOSTNAME }}\n';
  const documentOf = (userData: string) => ({ template: { metaData, userData } });
  await on.runner.accept(changed(provisionJob(), documentOf('#ps1_sysnative\necho hello\n')));
  await waitFor('the VM to run', async () => (await on.driver.done()).includes('start'));
  const seed = await readFile(join(folder.path, 'seeds', benchVmId, 'seed.iso'), 'latin1');
  expect(seed).toContain('filename="busbar-agent.ps1"');
  expect(seed).toContain(Buffer.from('#ps1_sysnative\necho hello\n').toString('base64'));
  await on.runner.cancel({ jobId: benchJobId, attempt: 1 });
  await on.untilEnded(benchJobId);
  const other = { ...provisionJob(), jobId: benchJobIdOf(90) };
  const refused = await on.run(changed(other, documentOf('#cloud-boothook\necho hello\n')));
  expect(refused.error?.message).toContain('cloudbase-init does not know');
});

test('cloud-init’s failure ends the job with its own words, and everything is undone', async () => {
  const words = 'Failed to run module scripts-user: exit code 3';
  const on = await openBench({
    cloudInit: (vmId) => ({
      ...cloudInitDone(vmId),
      state: 'error',
      errors: [words],
      outputTail: 'the licence server said no\n',
    }),
  });
  const end = await on.run(provisionJob());
  expect(end).toMatchObject({
    outcome: 'failed',
    leftBehind: [],
    error: {
      message: `cloud-init failed: ${words}`,
      userMessage: expect.stringContaining('The last that was printed:\nthe licence server said no'),
    },
  });
  expect(await foldersLeft()).toEqual([]);
});

test.each([
  [
    'an unknown variable',
    { template: { metaData: 'a: b\n', userData: '#cloud-config\nfqdn: {{ NOPE }}\n' } },
    'invalid-input',
    'NOPE',
  ],
  [
    'a typo that lint finds',
    { template: { metaData: 'a: b\n', userData: '#cloud-config\nruncmd: 7\n' } },
    'invalid-input',
    'runcmd',
  ],
  ['an image that is not here', { image: 'windows-95' }, 'not-found', 'windows-95'],
])('%s is refused before anything is made', async (_name, document, code, words) => {
  const on = await openBench();
  const end = await on.run(changed(provisionJob(), document));
  expect(end).toMatchObject({ outcome: 'failed', leftBehind: [], error: { code } });
  expect(end.error?.message).toContain(words);
  expect(await on.driver.done()).toEqual([]);
});

test('a disk without room is refused with what is needed', async () => {
  const on = await openBench({ freeBytes: 1000 });
  const end = await on.run(provisionJob());
  expect(end.error).toMatchObject({ code: 'insufficient-storage' });
  expect(end.error?.userMessage).toContain('256 MiB');
});

test('a name that is taken and files that are there are left as they are', async () => {
  const on = await openBench();
  await on.run(provisionJob());
  const other = '018f0000-0000-7000-8000-00000000a002';
  const second = { ...provisionJob(), jobId: '018f0000-0000-7000-8000-00000000b002', vmId: other };
  const taken = await on.run(changed(second, { vmId: other }));
  expect(taken.error).toMatchObject({ code: 'already-exists' });
  await mkdir(join(folder.path, 'seeds', other), { recursive: true });
  await writeFile(join(folder.path, 'seeds', other, 'mine'), 'precious');
  const third = { ...second, jobId: '018f0000-0000-7000-8000-00000000b003' };
  const there = await on.run(changed(third, { vmId: other, name: 'web-2' }));
  expect(there.error).toMatchObject({ code: 'already-exists' });
  expect(await readFile(join(folder.path, 'seeds', other, 'mine'), 'utf8')).toBe('precious');
  expect((await on.driver.list()).map(({ vmId, power }) => [vmId, power])).toEqual([[benchVmId, 'running']]);
});

test('the VM of the control plane neither switches itself off nor deletes itself, until it is forgotten', async () => {
  const on = await openBench();
  await on.run(provisionJob());
  await writeControlPlane(folder.path, {
    ...{ vmId: benchVmId, name: 'web-1', port: 7420, network: 'none', address: null },
  });
  for (const kind of ['vm.delete', 'vm.shutdown', 'vm.power-off'] as const) {
    const end = await on.run(powerJob(kind));
    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'precondition-failed' } });
    expect(end.error?.userMessage).toContain('control-plane forget');
  }
  expect((await on.driver.find(benchVmId))?.power).toBe('running');
  expect(await on.run(powerJob('vm.reboot'))).toMatchObject({ outcome: 'succeeded' });
  await forgetControlPlane(folder.path);
  expect(await on.run(powerJob('vm.delete'))).toMatchObject({ outcome: 'succeeded' });
});

test('shuts down, starts, reboots, powers off and deletes', async () => {
  const on = await openBench();
  await on.run(provisionJob());
  expect(await on.run(powerJob('vm.shutdown'))).toMatchObject({ outcome: 'succeeded' });
  expect((await on.driver.find(benchVmId))?.power).toBe('stopped');
  expect(await on.run(powerJob('vm.start'))).toMatchObject({ outcome: 'succeeded' });
  expect(await on.run(powerJob('vm.reboot'))).toMatchObject({ outcome: 'succeeded' });
  expect((await on.driver.find(benchVmId))?.boots).toBe(3);
  expect(await on.run(powerJob('vm.power-off'))).toMatchObject({ outcome: 'succeeded' });
  expect((await on.driver.find(benchVmId))?.power).toBe('stopped');
  expect(await on.run(powerJob('vm.delete'))).toMatchObject({ outcome: 'succeeded' });
  expect(await foldersLeft()).toEqual([]);
  expect(await on.run(powerJob('vm.delete'))).toMatchObject({ outcome: 'succeeded' });
  expect((await on.run(powerJob('vm.start'))).error).toMatchObject({ code: 'not-found' });
});

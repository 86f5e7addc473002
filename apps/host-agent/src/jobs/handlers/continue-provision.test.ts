import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudInitStatus } from '@busbar/shared/protocol/channel';
import type { HostEvent, JobDocument } from '@busbar/shared/protocol/link';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  benchJobId,
  benchNextJobId,
  benchVmId,
  continuingJob,
  type JobBench,
  keptJob,
  openJobBench,
} from '../../testing/job-bench.ts';
import { namesIn } from '../../testing/names-in.ts';
import { cloudInitDone } from '../../testing/protocol-guest.ts';

let folder: TemporaryDirectory;
let bench: JobBench;
/** What the guest's cloud-init says from now on. */
let isRepaired = false;
beforeEach(async () => {
  folder = await temporaryDirectory();
  isRepaired = false;
  bench = await openJobBench({ folder: folder.path, cloudInit });
});
afterEach(async () => {
  await bench.close();
  await folder.remove();
});

const cloudInit = (vmId: string): CloudInitStatus =>
  isRepaired ? cloudInitDone(vmId) : { ...cloudInitDone(vmId), state: 'error', errors: ['runcmd: exit 1'] };
const run = (document: JobDocument) => bench.run(document);
const logOf = async (jobId: string): Promise<string[]> =>
  (await bench.outbox.read(0)).flatMap((event: HostEvent) =>
    event.type === 'log' && event.jobId === jobId ? [event.line] : [],
  );
const statesOf = async (jobId: string): Promise<Record<string, string>> => {
  const states = (await bench.outbox.read(0)).flatMap((event) =>
    event.type === 'step-changed' && event.jobId === jobId ? [[event.step, event.state]] : [],
  );
  return Object.fromEntries(states);
};
const seeds = (): Promise<readonly string[]> => namesIn(join(folder.path, 'seeds'));

test('a job that was asked to keeps what it made, and another goes on from there', async () => {
  expect(await run(keptJob())).toMatchObject({ outcome: 'failed', kept: true, leftBehind: [] });
  expect(await statesOf(benchJobId)).toMatchObject({
    start: 'succeeded',
    'wait-cloud-init': 'failed',
    verify: 'skipped',
  });
  isRepaired = true;
  const end = await run(continuingJob());
  expect(end).toMatchObject({ outcome: 'succeeded', result: { instanceId: benchVmId } });
  expect(await bench.driver.done()).toEqual(['create-disk', 'create-vm', 'start', 'keep-identity']);
  expect(await seeds()).toEqual([]);
  expect(await statesOf(benchNextJobId)).toMatchObject({ 'create-vm': 'succeeded', verify: 'succeeded' });
});

test('one that fails again is kept again, also across a restart of the host agent', async () => {
  await run(keptJob());
  expect(await run(continuingJob())).toMatchObject({ outcome: 'failed', kept: true });
  await bench.close();
  bench = await openJobBench({ folder: folder.path, cloudInit });
  isRepaired = true;
  const third = continuingJob({ jobId: '018f0000-0000-7000-8000-00000000b003', continues: benchNextJobId });
  expect(await run(third)).toMatchObject({ outcome: 'succeeded' });
  expect((await bench.driver.done()).filter((what) => what === 'start')).toHaveLength(1);
});

test('nothing is kept of a failure before the VM could be started', async () => {
  const early = keptJob();
  const image = { ...(early.document as object), image: 'none' };
  expect(await run({ ...early, document: image })).not.toHaveProperty('kept');
  expect(await bench.driver.list()).toEqual([]);
});

test('a cancel of the job that goes on undoes also what was made before it', async () => {
  await run(keptJob());
  await bench.close();
  bench = await openJobBench({
    folder: folder.path,
    cloudInit: (vmId) => ({ ...cloudInitDone(vmId), state: 'running' }),
  });
  const document = continuingJob();
  await bench.runner.accept(document);
  for (let seq = 0; ; await bench.outbox.waitForMore(seq, AbortSignal.timeout(10_000))) {
    const events = await bench.outbox.read(seq);
    if (events.some((event) => 'step' in event && event.step === 'wait-cloud-init' && seq > 0)) break;
    seq = events.at(-1)?.seq ?? seq;
  }
  await bench.runner.cancel(document);
  expect(await bench.untilEnded(document.jobId)).toMatchObject({ outcome: 'cancelled', leftBehind: [] });
  expect(await bench.driver.list()).toEqual([]);
  expect(await seeds()).toEqual([]);
});

test('a VM that was stopped meanwhile is started again, and cloud-init awaited', async () => {
  await run(keptJob());
  await bench.driver.powerOff(benchVmId);
  isRepaired = true;
  expect(await run(continuingJob())).toMatchObject({ outcome: 'succeeded' });
  const done = await bench.driver.done();
  expect(done.filter((what) => what === 'start')).toHaveLength(2);
  expect(done.filter((what) => what === 'create-disk')).toHaveLength(1);
  expect(await logOf(benchNextJobId)).toContain('What this step had done is no longer so; it is done again.');
});

test.each([
  ['the VM', 'The VM no longer exists', () => bench.driver.delete(benchVmId)],
  ['its seed', 'The seed that was kept is gone', () => rm(join(folder.path, 'seeds'), { recursive: true })],
  [
    'the journal of the earlier job',
    'no longer knows the job',
    async () => {
      await bench.close();
      await rm(join(folder.path, 'jobs'), { recursive: true });
      bench = await openJobBench({ folder: folder.path, cloudInit });
    },
  ],
])('without %s it says so and changes nothing', async (_what, words, lose) => {
  await run(keptJob());
  await lose();
  const before = await bench.driver.done();
  const end = await run(continuingJob());
  expect(end).toMatchObject({ outcome: 'failed', kept: true, error: { code: 'precondition-failed' } });
  expect(end.error?.message).toContain(words);
  expect(end.error?.userMessage).toContain('Delete the VM and provision it anew');
  expect(await bench.driver.done()).toEqual(before);
});

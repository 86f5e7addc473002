/** Images on their way between hosts, over real links: two honest host agents, then one that is not. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isFinalJobState, type JobState } from '@busbar/shared/domain/job-state';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { readBody } from '@busbar/shared/http2/read-body';
import { beginResponse, endOk } from '@busbar/shared/http2/respond';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { imageReplicate } from '@busbar/shared/jobs/image-replicate';
import { pendingStep } from '@busbar/shared/jobs/pending-step';
import { ReplicaSource, ReplicaTrouble, ReplicaWish } from '@busbar/shared/protocol/replicas';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { putImage, replicatedImage } from '../../../host-agent/src/testing/bring-replicas.ts';
import { bootableDisk } from '../../../host-agent/src/testing/image-jobs.ts';
import { memoryImageFolder } from '../../../host-agent/src/testing/memory-images.ts';
import { createNudgeQueue, type NudgeQueue } from '../dispatch/nudge-queue.ts';
import type { FakeHost } from '../hosts/testing/fake-host.ts';
import { makeJob } from '../testing/make-job.ts';
import { type RealHost, startRealHost } from '../testing/real-host.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';

/** Between its visits a courier pauses for seconds. */
const patience = { deadlineMs: 25_000 };
const disk = bootableDisk(4 * 2 ** 20);
const sha256 = createHash('sha256').update(disk).digest('hex');
const file = { name: 'disk.img', sizeBytes: disk.length, sha256 };
let plane: TestPlane;
let nudges: NudgeQueue;
let there: RealHost;
let here: RealHost;
let honest: { readonly identity: FakeHost['identity']; readonly folder: string };
beforeAll(async () => {
  plane = await startTestPlane();
  nudges = createNudgeQueue(plane.redis.socketPath, (error) => {
    throw error;
  });
  honest = { identity: (await plane.newHost('there')).identity, folder: join(plane.folder, 'there') };
  there = await startRealHost(honest.identity, honest.folder);
  here = await startRealHost((await plane.newHost('here')).identity, join(plane.folder, 'here'));
  await putImage(there.folder, disk, sha256);
});
afterAll(async () => {
  await nudges.close();
  await Promise.all([there.stop(), here.stop()]);
  await plane.stop();
});

type Hosts = { readonly from: string; readonly to: string };
async function queueAfter(afterId: string, hostId: string): Promise<string> {
  const { jobId } = await makeJob(plane, hostId);
  await plane.db.write((transaction) => transaction.job.update({ where: { id: jobId }, data: { afterId } }));
  return jobId;
}
async function queueCopy({ from, to }: Hosts): Promise<string> {
  const id = plane.newId();
  const document = {
    ...{ driver: 'sandbox', image: replicatedImage, sha256 },
    source: { hostId: from, hostName: 'there', driver: 'sandbox' },
  };
  const steps = JSON.stringify(imageReplicate.steps.map(pendingStep));
  const row = { id, kind: 'image.replicate', hostId: to, document: JSON.stringify(document), steps };
  await plane.db.write((transaction) => transaction.job.create({ data: row }));
  await nudges.nudge(id);
  return id;
}
const jobOf = (id: string) => plane.db.read.job.findUniqueOrThrow({ where: { id } });
async function untilOver(id: string) {
  await waitFor(
    'the end of the job',
    async () => isFinalJobState((await jobOf(id)).state as JobState),
    patience,
  );
  return jobOf(id);
}
const linesOf = async (jobId: string): Promise<string> =>
  (await plane.db.read.jobEvent.findMany({ where: { jobId }, orderBy: { number: 'asc' } }))
    .map(({ body }) => body)
    .join('\n');
const removeCopy = () => memoryImageFolder(here.folder).remove(replicatedImage, async () => undefined);

describe('between two host agents', () => {
  it('an image is carried whole, and told as the other one’s', async () => {
    const job = await untilOver(await queueCopy({ from: there.hostId, to: here.hostId }));
    expect({ state: job.state, error: job.error }).toEqual({ state: 'succeeded', error: null });
    const [copy] = await memoryImageFolder(here.folder).list();
    expect(copy).toMatchObject({ name: replicatedImage, sha256, replicated: { from: 'there' } });
    await removeCopy();
  });

  it('a copy of a host that is away says so, and goes on when it is back', async () => {
    await there.stop();
    const jobId = await queueCopy({ from: there.hostId, to: here.hostId });
    await waitFor('the words', async () => (await linesOf(jobId)).includes('is offline'), patience);
    expect((await jobOf(jobId)).state).toBe('running');
    there = await startRealHost(honest.identity, honest.folder);
    expect((await untilOver(jobId)).state).toBe('succeeded');
    await removeCopy();
  });

  it('an image that is gone from there ends the job with that reason', async () => {
    const none = await plane.newHost('empty');
    const empty = await startRealHost(none.identity, join(plane.folder, 'empty'));
    const job = await untilOver(await queueCopy({ from: empty.hostId, to: here.hostId }));
    expect(job.state).toBe('failed');
    expect(job.error).toContain('no longer has the image');
    await empty.stop();
  });
});

describe('from a hostile host', () => {
  const source: ReplicaSource = {
    driver: 'sandbox',
    record: {
      ...{ name: replicatedImage, title: 'x', os: 'x', sha256, hasCloudInit: false },
      ...{ sizeBytes: disk.length, virtualSizeBytes: disk.length },
    },
    files: [file],
  };
  const filePath = 'GET /v1/images/:driver/:image/files/:file';
  const describing = (told: ReplicaSource) => ({
    'GET /v1/images/:driver/:image': jsonHandler(z.object({}), ReplicaSource, () => told),
  });
  const sends =
    (bytes: Buffer): RouteHandler =>
    ({ stream, query }) => {
      beginResponse(stream);
      endOk(stream, bytes.subarray(Number(query.get('from'))));
    };
  const endlessly: RouteHandler = ({ stream }) => {
    beginResponse(stream);
    const more = (): void => {
      while (!stream.destroyed && stream.write(disk));
    };
    stream.on('drain', more);
    more();
  };
  const cases: readonly (readonly [string, string, RouteHandler])[] = [
    ['more bytes than it said', 'sends more than it said', sends(Buffer.concat([disk, disk]))],
    ['fewer', 'sends less than it said', sends(disk.subarray(0, 2 ** 20))],
    ['bytes without an end', 'sends more than it said', endlessly],
    ['other bytes', 'the SHA-256 of disk.img is', sends(Buffer.from(disk).fill(3, 4096))],
  ];
  it.each(cases)('%s fail the job, which leaves nothing', async (_what, words, handler) => {
    const hostile = await plane.newHost('hostile');
    hostile.misbehaves = { ...describing(source), [filePath]: handler };
    await hostile.link();
    const job = await untilOver(await queueCopy({ from: hostile.identity.hostId, to: here.hostId }));
    expect({ state: job.state, leftBehind: job.leftBehind }).toEqual({ state: 'failed', leftBehind: '[]' });
    expect(job.error).toContain(words);
    expect(await memoryImageFolder(here.folder).list()).toEqual([]);
    await hostile.cut();
  });

  it('a description that is none, or has no end, costs its job alone', async () => {
    const hostile = await plane.newHost('hostile');
    const told = { ...source, record: { ...source.record, notes: 'x'.repeat(2 ** 20) } };
    hostile.misbehaves = {
      'GET /v1/images/:driver/:image': ({ stream }) => endOk(stream, JSON.stringify(told)),
    };
    await hostile.link();
    const job = await untilOver(await queueCopy({ from: hostile.identity.hostId, to: here.hostId }));
    expect(job.state).toBe('failed');
    expect(job.error).toContain('too-large');
    await hostile.cut();
  });
});

describe('to a hostile host', () => {
  const got: Buffer[] = [];
  const troubles: string[] = [];
  const wants = (wish: ReplicaWish) => ({
    'GET /v1/replicas/:jobId': jsonHandler(z.object({}), ReplicaWish, () => wish),
    'POST /v1/replicas/:jobId/trouble': jsonHandler(ReplicaTrouble, z.object({}), ({ error }) => {
      troubles.push(error.message);
      return {};
    }),
    'PUT /v1/replicas/:jobId/files/:file': (async ({ stream }) => {
      got.push(await readBody(stream, 2 ** 30));
      endOk(stream, '{}');
    }) satisfies RouteHandler,
  });
  async function tempt(wish: ReplicaWish): Promise<{ readonly host: FakeHost; readonly jobId: string }> {
    const host = await plane.newHost('hostile');
    host.misbehaves = wants(wish);
    await host.link();
    const jobId = await queueCopy({ from: there.hostId, to: host.identity.hostId });
    await waitFor('the job to be there', () => host.jobs.some((job) => job.jobId === jobId));
    return { host, jobId };
  }
  const end = async (host: FakeHost, jobId: string): Promise<void> => {
    host.report({ type: 'job-ended', jobId, attempt: 1, outcome: 'failed', leftBehind: [] });
    await untilOver(jobId);
    await host.cut();
  };

  it('nothing is brought but the files of the image in its job’s row', async () => {
    const asked: string[] = [];
    const temptation: RouteHandler = jsonHandler(z.object({}), ReplicaWish, () => {
      asked.push('x');
      return { kind: 'file' as const, name: 'identity.json', from: 0 };
    });
    const host = await plane.newHost('hostile');
    host.misbehaves = { ...wants({ kind: 'nothing' }), 'GET /v1/replicas/:jobId': temptation };
    await host.link();
    const jobId = await queueCopy({ from: there.hostId, to: host.identity.hostId });
    await waitFor('two wishes', () => asked.length >= 2, patience);
    expect(got).toEqual([]);
    await end(host, jobId);
  });

  it('one that wants the whole again and again is told off after a few times', async () => {
    got.length = 0;
    const { host, jobId } = await tempt({ kind: 'file', name: 'disk.img', from: 0 });
    await waitFor(
      'the end of patience',
      () => troubles.some((text) => text.includes('were carried')),
      patience,
    );
    expect(got.every((bytes) => bytes.equals(disk))).toBe(true);
    expect(got.length).toBeLessThanOrEqual(5);
    await end(host, jobId);
  });
});

describe('a job after another one', () => {
  const endOf = (jobId: string, outcome: string) => ({
    ...{ type: 'job-ended', jobId, attempt: 1, outcome, leftBehind: [] },
    ...(outcome === 'failed' ? { error: { code: 'internal', message: 'The disk broke.' } } : {}),
  });
  async function queueBoth() {
    const host = await plane.newHost('patient');
    const first = await queueCopy({ from: there.hostId, to: host.identity.hostId });
    const second = await queueAfter(first, host.identity.hostId);
    await host.link();
    const has = (jobId: string): boolean => host.jobs.some((job) => job.jobId === jobId);
    await waitFor('the first', () => has(first));
    return { host, first, second, has };
  }

  it('is sent once that one has succeeded, and not before', async () => {
    const { host, first, second, has } = await queueBoth();
    expect(has(second)).toBe(false);
    host.report(endOf(first, 'succeeded'));
    await waitFor('the second', () => has(second));
    expect(host.jobs.map(({ jobId }) => jobId)).toEqual([first, second]);
    await host.cut();
  });

  it('fails with the reason of one that failed', async () => {
    const { host, first, second, has } = await queueBoth();
    host.report(endOf(first, 'failed'));
    const job = await untilOver(second);
    expect({ state: job.state, sent: has(second) }).toEqual({ state: 'failed', sent: false });
    expect(job.error).toContain('The disk broke.');
    expect((await plane.db.read.vm.findUniqueOrThrow({ where: { id: job.vmId ?? '' } })).state).toBe(
      'deleted',
    );
    await host.cut();
  });
});

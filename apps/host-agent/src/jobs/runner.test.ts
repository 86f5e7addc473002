import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostEvent, JobDocument, LocalJob } from '@busbar/shared/protocol/link';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../testing/silent-log.ts';
import { Journal } from './journal.ts';
import { Outbox } from './outbox.ts';
import { JobRunner } from './runner.ts';
import type { JobHandlers, StepHandler } from './step-handler.ts';

/** What the handlers of these tests do, by "kind/step". The default does nothing and succeeds. */
type Script = Record<string, (signal: AbortSignal) => Promise<undefined>>;
type Services = { readonly script: Script; readonly undo: Script; readonly done: string[] };

const step = (name: string): StepHandler<never, Services> => ({
  run: async ({ services, signal }) => {
    services.done.push(name);
    return services.script[name]?.(signal);
  },
  undo: async ({ services, signal }) => {
    services.done.push(`undo ${name}`);
    await services.undo[name]?.(signal);
  },
});
const one = step as unknown as (name: string) => StepHandler<'vm.start', Services>;
const handlers = {
  'vm.start': { start: one('start'), 'wait-channel': one('wait-channel') },
  'vm.power-off': { 'power-off': one('power-off') },
} as unknown as JobHandlers<Services>;

const vmA = '018f0000-0000-7000-8000-00000000000a';
const vmB = '018f0000-0000-7000-8000-00000000000b';
const idOf = (n: number): string => `018f0000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;
const startJob = (n: number, more: Partial<JobDocument> = {}): JobDocument => ({
  jobId: idOf(n),
  attempt: 1,
  kind: 'vm.start',
  vmId: vmA,
  document: { vmId: vmA },
  secrets: null,
  timeoutMs: 60_000,
  ...more,
});

let folder: TemporaryDirectory;
let open: { runner: JobRunner<Services>; journal: Journal; outbox: Outbox } | null = null;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(async () => {
  await stop();
  await folder.remove();
});
async function stop(): Promise<void> {
  await open?.runner.close();
  await open?.outbox.close();
  await open?.journal.close();
  open = null;
}
async function begin(services: Partial<Services> = {}, jobLimit = 4) {
  await stop();
  const log = silentLog();
  const journal = await Journal.open({ folder: join(folder.path, 'jobs'), nowMs: Date.now, log });
  const outbox = await Outbox.open({ folder: join(folder.path, 'outbox'), nowMs: Date.now, log });
  const all: Services = { script: {}, undo: {}, done: [], ...services };
  const runner = new JobRunner<Services>({
    journal,
    outbox,
    log,
    jobLimit,
    handlers,
    services: all,
    unseal: () => 'null',
    nowMs: Date.now,
    checkpoint: () => undefined,
    undoDeadlineMs: 5000,
    resultOf: () => undefined,
  });
  open = { runner, journal, outbox };
  await runner.resume();
  return { runner, outbox, done: all.done };
}
async function untilEnded(outbox: Outbox, jobId: string): Promise<Extract<HostEvent, { type: 'job-ended' }>> {
  const signal = AbortSignal.timeout(10_000);
  for (let seq = 0; !signal.aborted; await outbox.waitForMore(seq, signal)) {
    for (const event of await outbox.read(seq)) {
      if (event.type === 'job-ended' && event.jobId === jobId) return event;
      seq = event.seq;
    }
  }
  throw new Error('The job did not end.');
}
const statesOf = async (outbox: Outbox): Promise<string[]> =>
  (await outbox.read(0)).flatMap((event) =>
    event.type === 'step-changed' ? [`${event.step} ${event.state}`] : [],
  );
const untilAborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

test('steps run in order, are reported, and the end is told once', async () => {
  const { runner, outbox, done } = await begin();
  expect(await runner.accept(startJob(1))).toEqual({ jobId: idOf(1), attempt: 1, isRepeat: false });
  expect(await untilEnded(outbox, idOf(1))).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect(done).toEqual(['start', 'wait-channel']);
  expect(await statesOf(outbox)).toEqual([
    'start running',
    'start succeeded',
    'wait-channel running',
    'wait-channel succeeded',
  ]);
});

test('a repeated document is answered and not run again, also after a restart and at the same moment', async () => {
  const first = await begin();
  const answers = await Promise.all([1, 2, 3].map(() => first.runner.accept(startJob(1))));
  expect(answers.map(({ isRepeat }) => isRepeat).sort()).toEqual([false, true, true]);
  await untilEnded(first.outbox, idOf(1));
  const second = await begin({ done: first.done });
  expect(await second.runner.accept(startJob(1))).toMatchObject({ isRepeat: true });
  expect(second.done).toEqual(['start', 'wait-channel']);
});

test('a stale attempt, an unknown kind and a bad document are refused by name', async () => {
  const { runner, outbox } = await begin();
  await runner.accept(startJob(1, { attempt: 2 }));
  await untilEnded(outbox, idOf(1));
  await expect(runner.accept(startJob(1))).rejects.toMatchObject({ code: 'stale-attempt' });
  await expect(runner.cancel({ jobId: idOf(1), attempt: 1 })).rejects.toMatchObject({
    code: 'stale-attempt',
  });
  await expect(runner.accept(startJob(2, { kind: 'vm.fly' }))).rejects.toMatchObject({ code: 'unsupported' });
  await expect(runner.accept(startJob(2, { document: {} }))).rejects.toMatchObject({ code: 'invalid-input' });
});

test('a failure undoes last in first out, and keeps its own words', async () => {
  const failure = new AppError('guest-unreachable', 'No answer.');
  const { runner, outbox, done } = await begin({ script: { 'wait-channel': () => Promise.reject(failure) } });
  await runner.accept(startJob(1));
  expect(await untilEnded(outbox, idOf(1))).toMatchObject({
    outcome: 'failed',
    error: { code: 'guest-unreachable', message: 'No answer.' },
    leftBehind: [],
  });
  expect(done).toEqual(['start', 'wait-channel', 'undo wait-channel', 'undo start']);
  expect(await statesOf(outbox)).toEqual([
    'start running',
    'start succeeded',
    'wait-channel running',
    'wait-channel failed',
    'wait-channel undone',
    'start undone',
  ]);
});

test('what cannot be undone is named, and the rest is undone all the same', async () => {
  const stuck = new AppError('internal', 'Busy.', { details: { leftBehind: ['/vms/a/disk'] } });
  const { runner, outbox, done } = await begin({
    script: { 'wait-channel': () => Promise.reject(new Error('broken')) },
    undo: { 'wait-channel': () => Promise.reject(stuck) },
  });
  await runner.accept(startJob(1));
  expect((await untilEnded(outbox, idOf(1))).leftBehind).toEqual(['/vms/a/disk']);
  expect(done.at(-1)).toBe('undo start');
  expect(await statesOf(outbox)).toContain('wait-channel undo-failed');
});

test('a cancel stops the running step, and the first cause wins', async () => {
  const running = Promise.withResolvers<void>();
  const script: Script = {
    start: (signal) => {
      running.resolve();
      return untilAborted(signal);
    },
  };
  const { runner, outbox, done } = await begin({ script });
  await runner.accept(startJob(1));
  await running.promise;
  await runner.cancel({ jobId: idOf(1), attempt: 1 });
  await runner.cancel({ jobId: idOf(1), attempt: 1 });
  expect(await untilEnded(outbox, idOf(1))).toMatchObject({
    outcome: 'cancelled',
    error: { code: 'cancelled' },
  });
  expect(done).toEqual(['start', 'undo start']);
  expect(await statesOf(outbox)).toContain('wait-channel skipped');
});

test('a job that takes too long fails with its deadline as the cause', async () => {
  const { runner, outbox } = await begin({ script: { start: untilAborted } });
  await runner.accept(startJob(1, { timeoutMs: 30 }));
  expect(await untilEnded(outbox, idOf(1))).toMatchObject({
    outcome: 'failed',
    error: { code: 'deadline-exceeded' },
  });
});

test('one VM is serial, others run beside it, and no more than the limit', async () => {
  const gate = Promise.withResolvers<undefined>();
  const script: Script = { start: () => gate.promise };
  const { runner, outbox, done } = await begin({ script }, 2);
  await runner.accept(startJob(1));
  await runner.accept(startJob(2));
  await runner.accept(startJob(3, { kind: 'vm.power-off', vmId: vmB, document: { vmId: vmB } }));
  await untilEnded(outbox, idOf(3));
  expect(done).toEqual(['start', 'power-off']);
  await waitFor('job 3 to be over', () => runner.unfinished().length === 2);
  expect(runner.unfinished().map(({ jobId }) => jobId)).toEqual([idOf(1), idOf(2)]);
  gate.resolve(undefined);
  await untilEnded(outbox, idOf(2));
  expect(done).toEqual(['start', 'power-off', 'wait-channel', 'start', 'wait-channel']);
});

test('a stopped agent leaves its jobs as they are and goes on at the next start', async () => {
  const running = Promise.withResolvers<void>();
  const first = await begin({
    script: {
      'wait-channel': (signal) => {
        running.resolve();
        return untilAborted(signal);
      },
    },
  });
  await first.runner.accept(startJob(1));
  await running.promise;
  const second = await begin();
  expect(await untilEnded(second.outbox, idOf(1))).toMatchObject({ outcome: 'succeeded' });
  expect(first.done).toEqual(['start', 'wait-channel']);
  expect(second.done).toEqual(['wait-channel']);
});

test('a cancel that was written down before a crash is carried out by the next process', async () => {
  const first = await begin({ script: { start: untilAborted } });
  await first.runner.accept(startJob(1));
  // The steps never stop here, as in a process that is killed: only the journal hears of the cancel.
  const job = open?.journal.find(idOf(1));
  await job?.append({
    type: 'ending',
    ending: { outcome: 'cancelled', error: { code: 'cancelled', message: 'Cancelled.' } },
  });
  const second = await begin();
  expect(await untilEnded(second.outbox, idOf(1))).toMatchObject({ outcome: 'cancelled' });
  expect(second.done).toEqual(['undo start']);
});

test('the journal of an ended job keeps neither its secrets nor its document', async () => {
  const { runner, outbox } = await begin();
  const secrets = { ephemeralKey: 'ephemeral', nonce: 'nonce', ciphertext: 'very-secret-ciphertext' };
  await runner.accept(startJob(1, { secrets }));
  const path = join(folder.path, 'jobs', `${idOf(1)}.journal`);
  await untilEnded(outbox, idOf(1));
  await stop();
  const text = await readFile(path, 'utf8');
  expect(text).toContain('succeeded');
  expect(text).not.toContain('very-secret');
});

const local: LocalJob = { kind: 'vm.start', vmId: vmA, vmName: 'a', requestedBy: 'root' };

test('a local job is told before anything else of it, also by the process that finds it again', async () => {
  const hangs: Script = { start: untilAborted };
  const first = await begin({ script: hangs });
  await first.runner.accept(startJob(1), local);
  await waitFor('its beginning', () => first.done.includes('start'));
  const told = await first.outbox.read(0);
  expect(told[0]).toMatchObject({ type: 'job-begun', jobId: idOf(1), job: local });
  const waiting = first.runner.untilEnded(idOf(1), new AbortController().signal);
  const refused = expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
  const second = await begin();
  await refused;
  expect(await second.runner.untilEnded(idOf(1), new AbortController().signal)).toMatchObject({
    outcome: 'succeeded',
  });
  const begins = (await second.outbox.read(0)).filter(({ type }) => type === 'job-begun');
  expect(begins).toHaveLength(2);
});

test('who waits for an end gets it before and after, and may stop waiting', async () => {
  const go = Promise.withResolvers<undefined>();
  const { runner } = await begin({ script: { start: () => go.promise } });
  await runner.accept(startJob(1));
  const never = new AbortController().signal;
  const waiting = runner.untilEnded(idOf(1), never);
  const stopped = runner.untilEnded(idOf(1), AbortSignal.abort(new AppError('cancelled', 'gone')));
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  go.resolve(undefined);
  expect(await waiting).toMatchObject({ outcome: 'succeeded' });
  expect(await runner.untilEnded(idOf(1), never)).toMatchObject({ outcome: 'succeeded' });
  await expect(runner.untilEnded(idOf(9), never)).rejects.toMatchObject({ code: 'not-found' });
});

test('while something else is at work with a VM its jobs wait, and beside a job nothing else begins', async () => {
  const { runner, outbox, done } = await begin();
  const go = Promise.withResolvers<void>();
  const held = runner.exclusively(vmA, () => go.promise);
  await runner.accept(startJob(1));
  await runner.accept(startJob(2, { vmId: vmB, document: { vmId: vmB } }));
  await untilEnded(outbox, idOf(2));
  expect(done).toEqual(['start', 'wait-channel']);
  await expect(runner.exclusively(vmA, async () => undefined)).rejects.toMatchObject({ code: 'conflict' });
  go.resolve();
  await held;
  await untilEnded(outbox, idOf(1));
  await waitFor('the job to be forgotten', () => runner.unfinishedOf(vmA).length === 0);
  expect(await runner.exclusively(vmA, async () => 'mine')).toBe('mine');
});

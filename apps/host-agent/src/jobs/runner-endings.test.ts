/** How jobs end that do not succeed: by a failure, a cancel or their deadline, and what is undone then. */
import { AppError } from '@busbar/shared/errors/app-error';
import { expect, test } from 'vitest';
import { idOf, runnerBench, type Script, startJob, untilAborted } from '../testing/runner-bench.ts';

const bench = runnerBench();

test('a failure undoes last in first out, and keeps its own words', async () => {
  const failure = new AppError('guest-unreachable', 'No answer.');
  const { runner, done, untilEnded, stepStates } = await bench.begin({
    script: { 'wait-channel': () => Promise.reject(failure) },
  });
  await runner.accept(startJob(1));
  expect(await untilEnded(idOf(1))).toMatchObject({
    outcome: 'failed',
    error: { code: 'guest-unreachable', message: 'No answer.' },
    leftBehind: [],
  });
  expect(done).toEqual(['start', 'wait-channel', 'undo wait-channel', 'undo start']);
  expect(await stepStates()).toEqual([
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
  const { runner, done, untilEnded, stepStates } = await bench.begin({
    script: { 'wait-channel': () => Promise.reject(new Error('broken')) },
    undo: { 'wait-channel': () => Promise.reject(stuck) },
  });
  await runner.accept(startJob(1));
  expect((await untilEnded(idOf(1))).leftBehind).toEqual(['/vms/a/disk']);
  expect(done.at(-1)).toBe('undo start');
  expect(await stepStates()).toContain('wait-channel undo-failed');
});

test('a cancel stops the running step, and the first cause wins', async () => {
  const running = Promise.withResolvers<void>();
  const script: Script = {
    start: (signal) => {
      running.resolve();
      return untilAborted(signal);
    },
  };
  const { runner, done, untilEnded, stepStates } = await bench.begin({ script });
  await runner.accept(startJob(1));
  await running.promise;
  await runner.cancel({ jobId: idOf(1), attempt: 1 });
  await runner.cancel({ jobId: idOf(1), attempt: 1 });
  expect(await untilEnded(idOf(1))).toMatchObject({
    outcome: 'cancelled',
    error: { code: 'cancelled' },
  });
  expect(done).toEqual(['start', 'undo start']);
  expect(await stepStates()).toContain('wait-channel skipped');
});

test('a job that takes too long fails with its deadline as the cause', async () => {
  const { runner, untilEnded } = await bench.begin({ script: { start: untilAborted } });
  await runner.accept(startJob(1, { timeoutMs: 30 }));
  expect(await untilEnded(idOf(1))).toMatchObject({
    outcome: 'failed',
    error: { code: 'deadline-exceeded' },
  });
});

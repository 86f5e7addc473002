/** What runs, in which order, and what is refused. Endings and restarts have tests of their own beside this one. */
import { AppError } from '@busbar/shared/errors/app-error';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { expect, test } from 'vitest';
import { idOf, runnerBench, type Script, startJob, vmA, vmB } from '../testing/runner-bench.ts';

const bench = runnerBench();

test('steps run in order, are reported, and the end is told once', async () => {
  const { runner, done, untilEnded, stepStates } = await bench.begin();
  expect(await runner.accept(startJob(1))).toEqual({ jobId: idOf(1), attempt: 1, isRepeat: false });
  expect(await untilEnded(idOf(1))).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect(done).toEqual(['start', 'wait-channel']);
  expect(await stepStates()).toEqual([
    'start running',
    'start succeeded',
    'wait-channel running',
    'wait-channel succeeded',
  ]);
});

test('a repeated document is answered and not run again, also after a restart and at the same moment', async () => {
  const first = await bench.begin();
  const answers = await Promise.all([1, 2, 3].map(() => first.runner.accept(startJob(1))));
  expect(answers.map(({ isRepeat }) => isRepeat).sort()).toEqual([false, true, true]);
  await first.untilEnded(idOf(1));
  const second = await bench.begin({ done: first.done });
  expect(await second.runner.accept(startJob(1))).toMatchObject({ isRepeat: true });
  expect(second.done).toEqual(['start', 'wait-channel']);
});

test('a stale attempt, an unknown kind and a bad document are refused by name', async () => {
  const { runner, untilEnded } = await bench.begin();
  await runner.accept(startJob(1, { attempt: 2 }));
  await untilEnded(idOf(1));
  await expect(runner.accept(startJob(1))).rejects.toMatchObject({ code: 'stale-attempt' });
  await expect(runner.cancel({ jobId: idOf(1), attempt: 1 })).rejects.toMatchObject({
    code: 'stale-attempt',
  });
  await expect(runner.accept(startJob(2, { kind: 'vm.fly' }))).rejects.toMatchObject({ code: 'unsupported' });
  await expect(runner.accept(startJob(2, { document: {} }))).rejects.toMatchObject({ code: 'invalid-input' });
});

test('one VM is serial, others run beside it, and no more than the limit', async () => {
  const gate = Promise.withResolvers<undefined>();
  const script: Script = { start: () => gate.promise };
  const { runner, done, untilEnded } = await bench.begin({ script }, 2);
  await runner.accept(startJob(1));
  await runner.accept(startJob(2));
  await runner.accept(startJob(3, { kind: 'vm.power-off', vmId: vmB, document: { vmId: vmB } }));
  await untilEnded(idOf(3));
  expect(done).toEqual(['start', 'power-off']);
  await waitFor('job 3 to be over', () => runner.unfinished().length === 2);
  expect(runner.unfinished().map(({ jobId }) => jobId)).toEqual([idOf(1), idOf(2)]);
  gate.resolve(undefined);
  await untilEnded(idOf(2));
  expect(done).toEqual(['start', 'power-off', 'wait-channel', 'start', 'wait-channel']);
});

test('who waits for an end gets it before and after, and may stop waiting', async () => {
  const go = Promise.withResolvers<undefined>();
  const { runner } = await bench.begin({ script: { start: () => go.promise } });
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
  const { runner, done, untilEnded } = await bench.begin();
  const go = Promise.withResolvers<void>();
  const held = runner.exclusively(vmA, () => go.promise);
  await runner.accept(startJob(1));
  await runner.accept(startJob(2, { vmId: vmB, document: { vmId: vmB } }));
  await untilEnded(idOf(2));
  expect(done).toEqual(['start', 'wait-channel']);
  await expect(runner.exclusively(vmA, async () => undefined)).rejects.toMatchObject({ code: 'conflict' });
  go.resolve();
  await held;
  await untilEnded(idOf(1));
  await waitFor('the job to be forgotten', () => runner.unfinishedOf(vmA).length === 0);
  expect(await runner.exclusively(vmA, async () => 'mine')).toBe('mine');
});

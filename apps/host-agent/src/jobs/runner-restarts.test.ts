/** What the next process of the agent makes of the jobs of the one before, and what is kept of them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalJob } from '@busbar/shared/protocol/link';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { expect, test } from 'vitest';
import { idOf, runnerBench, type Script, startJob, untilAborted, vmA } from '../testing/runner-bench.ts';

const bench = runnerBench();
const local: LocalJob = { kind: 'vm.start', vmId: vmA, vmName: 'a', requestedBy: 'root' };

test('a stopped agent leaves its jobs as they are and goes on at the next start', async () => {
  const running = Promise.withResolvers<void>();
  const first = await bench.begin({
    script: {
      'wait-channel': (signal) => {
        running.resolve();
        return untilAborted(signal);
      },
    },
  });
  await first.runner.accept(startJob(1));
  await running.promise;
  const second = await bench.begin();
  expect(await second.untilEnded(idOf(1))).toMatchObject({ outcome: 'succeeded' });
  expect(first.done).toEqual(['start', 'wait-channel']);
  expect(second.done).toEqual(['wait-channel']);
});

test('a cancel that was written down before a crash is carried out by the next process', async () => {
  const first = await bench.begin({ script: { start: untilAborted } });
  await first.runner.accept(startJob(1));
  // The steps never stop here, as in a process that is killed: only the journal hears of the cancel.
  const job = first.journal.find(idOf(1));
  await job?.append({
    type: 'ending',
    ending: { outcome: 'cancelled', error: { code: 'cancelled', message: 'Cancelled.' } },
  });
  const second = await bench.begin();
  expect(await second.untilEnded(idOf(1))).toMatchObject({ outcome: 'cancelled' });
  expect(second.done).toEqual(['undo start']);
});

test('the journal of an ended job keeps neither its secrets nor its document', async () => {
  const { runner, untilEnded } = await bench.begin();
  const secrets = { ephemeralKey: 'ephemeral', nonce: 'nonce', ciphertext: 'very-secret-ciphertext' };
  await runner.accept(startJob(1, { secrets }));
  const path = join(bench.journalFolder, `${idOf(1)}.journal`);
  await untilEnded(idOf(1));
  await bench.stop();
  const text = await readFile(path, 'utf8');
  expect(text).toContain('succeeded');
  expect(text).not.toContain('very-secret');
});

test('a local job is told before anything else of it, also by the process that finds it again', async () => {
  const hangs: Script = { start: untilAborted };
  const first = await bench.begin({ script: hangs });
  await first.runner.accept(startJob(1), local);
  await waitFor('its beginning', () => first.done.includes('start'));
  const told = await first.outbox.read(0);
  expect(told[0]).toMatchObject({ type: 'job-begun', jobId: idOf(1), job: local });
  const waiting = first.runner.untilEnded(idOf(1), new AbortController().signal);
  const refused = expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
  const second = await bench.begin();
  await refused;
  expect(await second.runner.untilEnded(idOf(1), new AbortController().signal)).toMatchObject({
    outcome: 'succeeded',
  });
  const begins = (await second.outbox.read(0)).filter(({ type }) => type === 'job-begun');
  expect(begins).toHaveLength(2);
});

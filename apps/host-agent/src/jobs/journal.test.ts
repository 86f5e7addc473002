import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../testing/silent-log.ts';
import { JobJournal } from './job-journal.ts';
import { Journal, journalLimits } from './journal.ts';

let folder: TemporaryDirectory;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(() => folder.remove());

const jobId = (n: number): string => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const document = (n = 1): JobDocument => ({
  jobId: jobId(n),
  attempt: 1,
  kind: 'vm.start',
  vmId: null,
  document: { text: 'ü' },
  secrets: null,
  timeoutMs: 1000,
});
const openJournal = (nowMs = 1000, lines: string[] = []): Promise<Journal> =>
  Journal.open({ folder: folder.path, nowMs: () => nowMs, log: silentLog(lines) });
const end = { outcome: 'succeeded' as const, leftBehind: [] };

test('torn at any byte, the journal tells a whole earlier state, or that the job was never accepted', async () => {
  const journal = await openJournal();
  const job = await journal.create(document());
  await job.append({ type: 'started', at: 1 });
  await job.append({ type: 'step', step: 'start', mark: 'began' });
  await job.append({ type: 'step', step: 'start', mark: 'done', output: { bootId: 'ü' } });
  await journal.close();
  const [name = ''] = await readdir(folder.path);
  const path = join(folder.path, name);
  const whole = await readFile(path);
  const acceptedBytes = whole.indexOf(0x0a) + 1;
  let marks = 0;
  for (let cut = acceptedBytes; cut <= whole.length; cut += 1) {
    await writeFile(path, whole.subarray(0, cut));
    const torn = await JobJournal.load(path);
    const mark = torn.history.steps.get('start')?.mark;
    expect([undefined, 'began', 'done']).toContain(mark);
    const now = mark === 'done' ? 2 : mark === 'began' ? 1 : 0;
    expect(now).toBeGreaterThanOrEqual(marks);
    marks = now;
    await torn.append({ type: 'step', step: 'next', mark: 'began' });
    await torn.close();
    const again = await JobJournal.load(path);
    expect(again.history.steps.get('next')?.mark).toBe('began');
    await again.close();
  }
  expect(marks).toBe(2);
});

test('a file that is no journal is put aside, said, and does not keep the others from loading', async () => {
  const first = await openJournal();
  await first.create(document(1));
  await first.create(document(2));
  await first.close();
  await writeFile(join(folder.path, `${jobId(1)}.journal`), 'rubbish\n');
  await writeFile(join(folder.path, `${jobId(3)}.journal.new`), 'half');
  const lines: string[] = [];
  const second = await openJournal(1000, lines);
  expect(second.unfinished().map(({ history }) => history.document.jobId)).toEqual([jobId(2)]);
  expect(lines).toEqual(['a job journal is not readable and was set aside']);
  expect((await readdir(folder.path)).sort()).toEqual([`${jobId(1)}.journal.damaged`, `${jobId(2)}.journal`]);
  await second.close();
});

test('jobs keep the order of their acceptance over a restart', async () => {
  const first = await openJournal();
  for (const n of [3, 1, 2]) await first.create(document(n));
  await first.close();
  const second = await openJournal();
  await second.create(document(0));
  expect(second.unfinished().map(({ history }) => history.document.jobId)).toEqual([3, 1, 2, 0].map(jobId));
  await second.close();
});

test('ended jobs are remembered, and forgotten when they are old', async () => {
  const first = await openJournal();
  const job = await first.create(document());
  await job.append({ type: 'ended', at: 1000, end });
  expect(first.unreported()).toEqual([job]);
  await job.seal();
  await first.close();
  const second = await openJournal(1000 + journalLimits.endedForMs);
  expect(second.find(jobId(1))?.history).toMatchObject({
    end,
    isReported: true,
    document: { document: null },
  });
  await second.close();
  const third = await openJournal(1001 + journalLimits.endedForMs);
  expect(third.find(jobId(1))).toBeNull();
  expect(await readdir(folder.path)).toEqual([]);
  await third.close();
});

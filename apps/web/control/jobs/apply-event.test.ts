import { expect, it } from 'vitest';
import { applyEvent, type JobHostEvent, jobEventLimit } from './apply-event.ts';
import { freshSteps, type JobRecord } from './job-record.ts';

const now = Date.UTC(2026, 0, 1);
const base = { seq: 1, at: now, jobId: 'j', attempt: 1 } as const;
const job: JobRecord = {
  id: 'j',
  kind: 'vm.provision',
  hostId: 'h',
  vmId: 'v',
  vmName: 'web-1',
  document: '{}',
  attempt: 1,
  state: 'running',
  steps: freshSteps('vm.provision'),
  eventCount: 0,
  error: null,
  leftBehind: [],
  kept: false,
  result: 'null',
  acceptedAt: null,
  startedAt: null,
  endedAt: null,
};
const apply = (from: JobRecord, event: JobHostEvent) => {
  const result = applyEvent(from, 'h', event, now);
  if (!result.applied) throw new Error(result.reason);
  return result;
};

it('follows a step from its start to its end', () => {
  const started = apply(job, { ...base, type: 'step-changed', step: 'create-disk', state: 'running' });
  const half = apply(started.job, {
    ...base,
    at: now + 2000,
    type: 'progress',
    step: 'create-disk',
    doneBytes: 500,
    totalBytes: 1000,
    etaSeconds: 2,
  });
  const done = apply(half.job, {
    ...base,
    at: now + 4000,
    type: 'step-changed',
    step: 'create-disk',
    state: 'succeeded',
  });
  const step = done.job.steps.find(({ name }) => name === 'create-disk');
  expect(step).toMatchObject({ state: 'succeeded', startedAt: now, endedAt: now + 4000 });
  expect(half.job.steps.find(({ name }) => name === 'create-disk')?.progress?.bytesPerSecond).toBe(250);
  expect(half.events).toEqual([]);
  expect(done.events[0]).toMatchObject({ number: 2, type: 'step', step: 'create-disk' });
});

it('numbers log lines from one without gaps', () => {
  const one = apply(job, { ...base, type: 'log', step: null, level: 'info', line: 'a' });
  const two = apply(one.job, { ...base, type: 'log', step: null, level: 'warn', line: 'b' });
  expect([...one.events, ...two.events].map(({ number }) => number)).toEqual([1, 2]);
  expect(JSON.parse(two.events[0]?.body ?? '')).toEqual({ level: 'warn', text: 'b' });
});

it('takes a report as acceptance when it overtakes the answer', () => {
  const { job: next } = apply(
    { ...job, state: 'queued' },
    { ...base, type: 'step-changed', step: 'check', state: 'running' },
  );
  expect(next.state).toBe('running');
});

it('lets a success that was on its way win over a cancel', () => {
  const end = { ...base, type: 'job-ended', outcome: 'succeeded', leftBehind: [] } satisfies JobHostEvent;
  expect(apply({ ...job, state: 'cancelling' }, end).job.state).toBe('succeeded');
});

it.each([
  [{ ...job, attempt: 2 }, 'h', 'stale-attempt'],
  [{ ...job, attempt: 0 }, 'h', 'stale-attempt'],
  [job, 'other', 'other-host'],
  [{ ...job, state: 'cancelled' as const }, 'h', 'already-ended'],
])('refuses what it must', (from, hostId, reason) => {
  const event = { ...base, type: 'job-ended', outcome: 'failed', leftBehind: [] } satisfies JobHostEvent;
  expect(applyEvent(from, hostId, event, now)).toEqual({ applied: false, reason });
});

it('keeps the end of a job whose host has logged without end', () => {
  const full = { ...job, eventCount: jobEventLimit };
  expect(apply(full, { ...base, type: 'log', step: null, level: 'info', line: 'x' }).events).toEqual([]);
  const end = apply(full, {
    ...base,
    type: 'job-ended',
    outcome: 'failed',
    leftBehind: ['/x'],
    error: { code: 'internal', message: 'no' },
  });
  expect(end.events).toHaveLength(1);
  expect(end.job).toMatchObject({ state: 'failed', leftBehind: ['/x'] });
});

it('does not believe a host from the far future', () => {
  const { job: next } = apply(job, {
    ...base,
    at: 1e300,
    type: 'step-changed',
    step: 'check',
    state: 'running',
  });
  expect(next.startedAt).toEqual(new Date(now));
});

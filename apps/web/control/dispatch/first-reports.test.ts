import { expect, it, vi } from 'vitest';
import { FirstReports } from './first-reports.ts';

it('waits no longer than until a report of the job is stored', async () => {
  vi.useFakeTimers();
  try {
    const reports = new FirstReports();
    const report = reports.expect('a');
    const waiting = report.within(50);
    reports.stored([
      { entity: 'vm', id: 'a' },
      { entity: 'job', id: 'b' },
    ]);
    expect(await isSettled(waiting)).toBe(false);
    reports.stored([{ entity: 'job', id: 'a', from: 1, to: 2 }]);
    expect(await isSettled(waiting)).toBe(true);
    report.forget();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

it('knows a report that was quicker than the answer to the job', async () => {
  const reports = new FirstReports();
  const report = reports.expect('a');
  reports.stored([{ entity: 'job', id: 'a' }]);
  expect(await isSettled(report.within(60_000))).toBe(true);
  report.forget();
});

it('stops waiting for a host that says nothing', async () => {
  vi.useFakeTimers();
  try {
    const waiting = new FirstReports().expect('a').within(50);
    await vi.advanceTimersByTimeAsync(49);
    expect(await isSettled(waiting)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await isSettled(waiting)).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

function isSettled(promise: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => true), Promise.resolve().then(() => Promise.resolve(false))]);
}

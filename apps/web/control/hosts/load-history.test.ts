import { loadPointMs, loadPoints } from '@busbar/shared/realtime/load-series';
import type { TelemetryView } from '@busbar/shared/realtime/views';
import { expect, it } from 'vitest';
import { LoadHistory } from './load-history.ts';

const start = 1_000 * loadPointMs;
const report = (vmId: string, at: number, cpuUsage: number | null, usedShare = 0.5): TelemetryView =>
  ({
    vmId,
    at,
    channelRttMs: 1,
    heartbeat: { cpuUsage, memory: { totalBytes: 1000, availableBytes: 1000 * (1 - usedShare) } },
  }) as TelemetryView;

it('makes one point of what is reported within its time, and keeps the newest at the end', () => {
  const history = new LoadHistory();
  history.add(report('a', start, 0.1, 0.2));
  history.add(report('a', start + 2_000, 0.3, 0.4));
  history.add(report('a', start + loadPointMs, 1, 1));
  const series = history.read('a', start + loadPointMs);
  expect(series?.cpu.slice(-3)).toEqual([null, 20, 100]);
  expect(series?.memory.slice(-3)).toEqual([null, 30, 100]);
  expect(series?.cpu).toHaveLength(loadPoints);
});

it('says nothing of a VM that never reported, and of times in which none did', () => {
  const history = new LoadHistory();
  history.add(report('a', start, 0.5));
  history.add(report('a', start + 3 * loadPointMs, 0.7));
  expect(history.read('b', start)).toBeNull();
  expect(history.read('a', start + 4 * loadPointMs)?.cpu.slice(-5)).toEqual([50, null, null, 70, null]);
});

it('has no CPU figure where the guest had none yet', () => {
  const history = new LoadHistory();
  history.add(report('a', start, null, 0.25));
  expect(history.read('a', start)).toMatchObject({
    cpu: expect.not.arrayContaining([0]),
    memory: expect.arrayContaining([25]),
  });
});

it('moves old points out, and shows nothing once all of them are', () => {
  const history = new LoadHistory();
  for (let point = 0; point < 3 * loadPoints; point += 1)
    history.add(report('a', start + point * loadPointMs, point / 100));
  const end = start + (3 * loadPoints - 1) * loadPointMs;
  expect(history.read('a', end)?.cpu).toEqual(Array.from({ length: loadPoints }, (_, index) => 40 + index));
  expect(history.read('a', end + (loadPoints - 1) * loadPointMs)?.cpu[0]).toBe(59);
  expect(history.read('a', end + loadPoints * loadPointMs)).toBeNull();
});

it('keeps a bounded number of VMs: those that spoke last', () => {
  const history = new LoadHistory(2);
  history.add(report('a', start, 0.1));
  history.add(report('b', start, 0.1));
  history.add(report('a', start + loadPointMs, 0.1));
  history.add(report('c', start + loadPointMs, 0.1));
  const isKept = (vmId: string): boolean => history.read(vmId, start + loadPointMs) !== null;
  expect(['a', 'b', 'c'].map(isKept)).toEqual([true, false, true]);
});

it('begins anew when the clock is set back', () => {
  const history = new LoadHistory();
  history.add(report('a', start, 0.9));
  history.add(report('a', start - 5 * loadPointMs, 0.2));
  expect(history.read('a', start - 5 * loadPointMs)?.cpu.filter((value) => value !== null)).toEqual([20]);
});

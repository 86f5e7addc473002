import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SettledCall } from './settled-call.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells the last size of a drag, once', () => {
  const told: number[] = [];
  const size = new SettledCall<number>(100, (columns) => told.push(columns));
  for (const columns of [90, 80, 70]) {
    size.call(columns);
    vi.advanceTimersByTime(99);
  }
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([70]);
  size.call(60);
  vi.advanceTimersByTime(100);
  expect(told).toEqual([70, 60]);
});

it('tells nothing after it was dropped', () => {
  const told: number[] = [];
  const size = new SettledCall<number>(100, (columns) => told.push(columns));
  size.call(90);
  size.drop();
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([]);
});

import { expect, it } from 'vitest';
import { noteServerTime, serverTimeMs } from './server-clock.ts';

const differenceMs = (): number => serverTimeMs() - Date.now();
const hourMs = 3_600_000;

it('follows a server whose clock is another, and its own where they agree', () => {
  expect(differenceMs()).toBeCloseTo(0, -2);
  noteServerTime(new Date(Date.now() + hourMs).toUTCString());
  expect(Math.round(differenceMs() / 10_000)).toBe(hourMs / 10_000);
  noteServerTime(null);
  noteServerTime('yesterday');
  expect(Math.round(differenceMs() / 10_000)).toBe(hourMs / 10_000);
  noteServerTime(new Date().toUTCString());
  expect(differenceMs()).toBeCloseTo(0, -2);
});

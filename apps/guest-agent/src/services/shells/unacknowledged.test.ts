import { expect, test } from 'vitest';
import { Unacknowledged } from './unacknowledged.ts';

test('counts what was sent and not acknowledged, and not what was skipped', () => {
  const outstanding = new Unacknowledged();
  outstanding.sent(0, 10);
  outstanding.sent(10, 15);
  outstanding.sent(100, 120);
  expect(outstanding.bytes).toBe(35);
  outstanding.acknowledged(12);
  expect(outstanding.bytes).toBe(23);
  outstanding.acknowledged(5);
  expect(outstanding.bytes).toBe(23);
  outstanding.acknowledged(60);
  expect(outstanding.bytes).toBe(20);
  outstanding.acknowledged(120);
  expect(outstanding.bytes).toBe(0);
});

import { expect, it } from 'vitest';
import { Lifecycle } from './lifecycle.ts';

it('stops in reverse order, past a part that fails and one that hangs', async () => {
  const order: string[] = [];
  const reports: string[] = [];
  const lifecycle = new Lifecycle((name, error) => reports.push(`${name}: ${error.code}`));
  lifecycle.started('first', () => void order.push('first'));
  lifecycle.started('hangs', () => new Promise(() => undefined));
  lifecycle.started('fails', () => {
    throw new Error('no');
  });
  lifecycle.started('last', async () => void order.push('last'));
  await lifecycle.stop(20);
  expect(order).toEqual(['last', 'first']);
  expect(reports).toEqual(['fails: internal', 'hangs: deadline-exceeded']);
});

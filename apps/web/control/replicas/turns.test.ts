import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

const never = new AbortController().signal;
const work = () => Promise.withResolvers<void>();

it('lets so many in for each key, and the others in the order in which they came', async () => {
  const turns = new Turns(2);
  const begun: string[] = [];
  const parts = new Map(['a', 'b', 'c', 'd'].map((name) => [name, work()]));
  const run = (key: string, name: string): Promise<void> =>
    turns.run(key, never, () => {
      begun.push(name);
      return parts.get(name)?.promise ?? Promise.resolve();
    });
  const all = [run('one', 'a'), run('one', 'b'), run('one', 'c'), run('two', 'd')];
  await Promise.resolve();
  await Promise.resolve();
  expect({ begun, full: [turns.isFull('one'), turns.isFull('two')] }).toEqual({
    begun: ['a', 'b', 'd'],
    full: [true, false],
  });
  parts.get('b')?.resolve();
  await all[1];
  await Promise.resolve();
  expect(begun).toEqual(['a', 'b', 'd', 'c']);
  for (const { resolve } of parts.values()) resolve();
  await Promise.all(all);
  expect(turns.isFull('one')).toBe(false);
});

it('takes who gives up out of the line', async () => {
  const turns = new Turns(1);
  const [first, giveUp] = [work(), new AbortController()];
  const taken = turns.run('one', never, () => first.promise);
  const left = turns.run('one', giveUp.signal, async () => undefined);
  const next = turns.run('one', never, async () => 'next');
  giveUp.abort(new Error('enough'));
  await expect(left).rejects.toThrow('enough');
  first.resolve();
  await taken;
  expect(await next).toBe('next');
});

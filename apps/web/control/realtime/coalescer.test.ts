import { expect, it } from 'vitest';
import type { Change } from '../../services/change.ts';
import { Coalescer } from './coalescer.ts';

it('sends a row once with the widest range, and what comes meanwhile afterwards', async () => {
  const flushed: (readonly Change[])[] = [];
  const twice = Promise.withResolvers<void>();
  const coalescer: Coalescer = new Coalescer({
    delayMs: 1,
    flush: async (changes) => {
      flushed.push(changes);
      if (flushed.length === 1) coalescer.add({ entity: 'job', id: 'a', from: 9, to: 9 });
      else twice.resolve();
    },
  });
  coalescer.add({ entity: 'job', id: 'a', from: 4, to: 5 });
  coalescer.add({ entity: 'job', id: 'a' });
  coalescer.add({ entity: 'job', id: 'a', from: 6, to: 8 });
  coalescer.add({ entity: 'vm', id: 'a' });
  await twice.promise;
  coalescer.stop();
  expect(flushed).toEqual([
    [
      { entity: 'job', id: 'a', from: 4, to: 8 },
      { entity: 'vm', id: 'a' },
    ],
    [{ entity: 'job', id: 'a', from: 9, to: 9 }],
  ]);
});

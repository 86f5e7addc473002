import { join } from 'node:path';
import { startTestRedis } from '@busbar/shared/testing/redis-server';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { createNudgeQueue, jobQueueName } from './nudge-queue.ts';

it('nudges a worker with nothing but the id, as often as it is said', async () => {
  const server = await startTestRedis();
  const path = server.socketPath;
  const errors: Error[] = [];
  const queue = createNudgeQueue(path, (error) => errors.push(error));
  const seen: unknown[] = [];
  const connection = new Redis(path, { maxRetriesPerRequest: null });
  const worker = new Worker(jobQueueName, async (entry) => void seen.push([entry.id, entry.data]), {
    connection,
  });
  try {
    await queue.nudge('one');
    await queue.nudge('one');
    await waitFor('both nudges', () => seen.length === 2);
    expect(seen).toEqual([
      [expect.stringMatching(/^one-[0-9a-f]{12}$/), { jobId: 'one' }],
      [expect.stringMatching(/^one-[0-9a-f]{12}$/), { jobId: 'one' }],
    ]);
    expect(errors).toEqual([]);
  } finally {
    await worker.close();
    connection.disconnect();
    await queue.close();
    await server.stop();
  }
});

it('reports that Redis is away without failing what was committed', async () => {
  const folder = await temporaryDirectory();
  const errors: Error[] = [];
  const queue = createNudgeQueue(join(folder.path, 'nothing'), (error) => errors.push(error));
  await queue.nudge('one');
  expect(errors.length).toBeGreaterThan(0);
  await queue.close();
  await folder.remove();
});

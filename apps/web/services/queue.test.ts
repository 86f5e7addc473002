import { join } from 'node:path';
import { startTestRedis } from '@busbar/shared/testing/redis-server';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { changesChannel, createMessenger, jobQueueName } from './queue.ts';

it('nudges a worker with nothing but the id, and tells of changes', async () => {
  const server = await startTestRedis();
  const path = server.socketPath;
  const errors: Error[] = [];
  const messenger = createMessenger(path, (error) => errors.push(error));
  const listener = new Redis(path);
  const messages: string[] = [];
  listener.on('message', (_channel, text) => messages.push(text));
  await listener.subscribe(changesChannel);
  const seen: unknown[] = [];
  const connection = new Redis(path, { maxRetriesPerRequest: null });
  const worker = new Worker(jobQueueName, async (entry) => void seen.push([entry.id, entry.data]), {
    connection,
  });
  try {
    await messenger.nudge('one', 1);
    await messenger.nudge('one', 1);
    await messenger.publish({ entity: 'job', id: 'one' });
    await waitFor('both nudges', () => seen.length === 2);
    await waitFor('the notice', () => messages.length === 1);
    expect(seen).toEqual([
      [expect.stringMatching(/^one-1-[0-9a-f]{12}$/), { jobId: 'one' }],
      [expect.stringMatching(/^one-1-[0-9a-f]{12}$/), { jobId: 'one' }],
    ]);
    expect(JSON.parse(messages[0] ?? '')).toEqual({ entity: 'job', id: 'one' });
    expect(errors).toEqual([]);
  } finally {
    await worker.close();
    connection.disconnect();
    listener.disconnect();
    await messenger.close();
    await server.stop();
  }
});

it('reports that Redis is away without failing what was committed', async () => {
  const folder = await temporaryDirectory();
  const errors: Error[] = [];
  const messenger = createMessenger(join(folder.path, 'nothing'), (error) => errors.push(error));
  await messenger.publish({ entity: 'job', id: 'one' });
  await messenger.nudge('one', 1);
  expect(errors.length).toBeGreaterThan(0);
  await messenger.close();
  await folder.remove();
});

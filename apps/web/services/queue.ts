/**
 * The one lazy way from services to Redis: nudges into the job queue and change notices. It only says; the
 * worker and the listeners live in `control/`.
 */
import { randomBytes } from 'node:crypto';
import { toAppError } from '@busbar/shared/errors/app-error';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { Change } from './service-deps.ts';

export const jobQueueName = 'busbar-jobs';
export const changesChannel = 'busbar:changes';
/** What is said must be said soon or not at all: the sweep makes good what was lost. */
const commandTimeoutMs = 2_000;

export type Messenger = {
  /** `attempt` keeps entry ids apart; BullMQ silently ignores an id that it has seen. */
  readonly nudge: (jobId: string, attempt: number) => Promise<void>;
  readonly publish: (change: Change) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** `address`: a `redis:` or `rediss:` URL, or the path of a UNIX socket. Connects when first used. */
export function createMessenger(address: string, onError: (error: Error) => void): Messenger {
  const redis = connect(address);
  redis.on('error', onError);
  const queue = new Queue<{ jobId: string }>(jobQueueName, { connection: redis });
  queue.on('error', onError);
  const say = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      // The row is committed: failing the request now would report a change that happened as one that did not.
      onError(toAppError(error));
    }
  };
  return {
    nudge: (jobId, attempt) =>
      say(() =>
        queue.add(
          'nudge',
          { jobId },
          {
            jobId: `${jobId}-${attempt}-${randomBytes(6).toString('hex')}`,
            removeOnComplete: true,
            removeOnFail: true,
          },
        ),
      ),
    publish: (change) => say(() => redis.publish(changesChannel, JSON.stringify(change))),
    close: async () => {
      await queue.close();
      redis.disconnect();
    },
  };
}

function connect(address: string): Redis {
  // ioredis takes a path for a UNIX socket.
  const options = {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    commandTimeout: commandTimeoutMs,
    connectTimeout: commandTimeoutMs,
    retryStrategy: (times: number) => Math.min(times * 100, 2_000),
  };
  return /^rediss?:\/\//.test(address)
    ? new Redis(address, options)
    : new Redis({ ...options, path: address });
}

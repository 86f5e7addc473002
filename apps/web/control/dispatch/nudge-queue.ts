/** Says into the job queue that a job is to be looked at, for whichever process dispatches to its host. */
import { randomBytes } from 'node:crypto';
import { toAppError } from '@busbar/shared/errors/app-error';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';

export const jobQueueName = 'busbar-jobs';
/** What is said must be said soon or not at all: the sweep makes good what was lost. */
const commandTimeoutMs = 2_000;

export type NudgeQueue = {
  /** Never rejects. */
  readonly nudge: (jobId: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** `address`: a `redis:` or `rediss:` URL, or the path of a UNIX socket. Connects when first used. */
export function createNudgeQueue(address: string, onError: (error: Error) => void): NudgeQueue {
  const redis = connect(address);
  redis.on('error', onError);
  const queue = new Queue<{ jobId: string }>(jobQueueName, { connection: redis });
  queue.on('error', onError);
  return {
    nudge: async (jobId) => {
      // BullMQ silently ignores an id that it has seen.
      const entryId = `${jobId}-${randomBytes(6).toString('hex')}`;
      const options = { jobId: entryId, removeOnComplete: true, removeOnFail: true };
      try {
        await queue.add('nudge', { jobId }, options);
      } catch (error) {
        // The row is committed: failing the request now would report a change that happened as one that did not.
        onError(toAppError(error));
      }
    },
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

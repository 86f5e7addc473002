import { Worker } from 'bullmq';
import type { Log } from '../deps.ts';
import { openRedis } from '../realtime/change-bus.ts';
import { jobQueueName } from './nudge-queue.ts';

/**
 * Hears nudges. An entry only says "look at this job"; it is over once the job's lane is awake and does not
 * wait for the host, or else the nudges of one slow host would fill all places.
 */
export function startNudgeWorker(options: {
  readonly redis: string;
  readonly log: Log;
  readonly wakeJob: (jobId: string) => Promise<void>;
}): { readonly stop: () => Promise<void> } {
  const connection = openRedis(options.redis, options.log, {});
  const worker = new Worker<{ jobId: string }>(
    jobQueueName,
    async ({ data }) => {
      if (typeof data?.jobId === 'string') await options.wakeJob(data.jobId);
    },
    { connection, concurrency: 32, removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } },
  );
  worker.on('error', (error) => options.log.warn({ reason: error.message }, 'the job queue does not answer'));
  const stop = async (): Promise<void> => {
    await worker.close(true);
    connection.disconnect();
  };
  return { stop };
}

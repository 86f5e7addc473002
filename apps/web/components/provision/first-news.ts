import type { JobView } from '@busbar/shared/realtime/views';
import type { RealtimeClient } from '@/client/realtime/realtime-client.ts';

/**
 * The job as the first message tells it in which a step of it is under way or done; null when there was none within
 * `waitMs`, or it ended before any step.
 */
export function firstNews(realtime: RealtimeClient, jobId: string, waitMs: number): Promise<JobView | null> {
  return new Promise((resolve) => {
    const settle = (job: JobView | null): void => {
      clearTimeout(timer);
      stopListening();
      resolve(job);
    };
    const timer = setTimeout(() => settle(null), waitMs);
    const stopListening = realtime.onMessage((message) => {
      if (message.type !== 'job-changed' || message.job.id !== jobId) return;
      if (message.job.steps.some(({ state }) => state !== 'pending')) settle(message.job);
    });
  });
}

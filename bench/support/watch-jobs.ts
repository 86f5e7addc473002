/** Follows jobs as the pages do, over Socket.IO, so that measuring does not load what is measured. */
import { isFinalJobState } from '@busbar/shared/domain/job-state';
import type { ClientToServer, ServerToClient } from '@busbar/shared/realtime/topics';
import { RealtimeMessage } from '@busbar/shared/realtime/topics';
import type { JobView } from '@busbar/shared/realtime/views';
import { io, type Socket } from 'socket.io-client';
import superjson from 'superjson';
import type { RunningStack } from './with-stack.ts';

export type JobWatch = {
  /** Resolves with the first view that fits, past ones included. Rejects when the job ended otherwise. */
  readonly until: (jobId: string, what: string, fits: (job: JobView) => boolean) => Promise<JobView>;
  /** The namespace of shells over the same connection, as a page holds it. */
  readonly openConsoles: () => Socket;
  readonly close: () => void;
};

const deadlineMs = 300_000;

export async function watchJobs({ stack, cookie }: RunningStack): Promise<JobWatch> {
  const socket: Socket<ServerToClient, ClientToServer> = io(stack.url, {
    transports: ['websocket'],
    extraHeaders: { cookie, origin: stack.url },
    forceNew: true,
  });
  const latest = new Map<string, JobView>();
  const checks = new Set<() => void>();
  socket.on('message', (text) => {
    const message = RealtimeMessage.parse(superjson.parse(text));
    if (message.type !== 'job-changed') return;
    latest.set(message.job.id, message.job);
    for (const check of checks) check();
  });
  const answer = await socket.timeout(10_000).emitWithAck('join', 'fleet');
  if (!answer.ok) throw new Error(`The fleet could not be joined: ${answer.message}`);
  const until: JobWatch['until'] = (jobId, what, fits) => {
    const { promise, resolve, reject } = Promise.withResolvers<JobView>();
    const check = (): void => {
      const job = latest.get(jobId);
      if (job === undefined) return;
      if (fits(job)) resolve(job);
      else if (isFinalJobState(job.state))
        reject(new Error(`Not ${what}: the job ${job.state} (${job.error?.message})`));
    };
    checks.add(check);
    check();
    const timer = setTimeout(() => reject(new Error(`The job was not ${what} in time.`)), deadlineMs);
    return promise.finally(() => {
      clearTimeout(timer);
      checks.delete(check);
    });
  };
  return { until, openConsoles: () => socket.io.socket('/consoles'), close: () => socket.disconnect() };
}

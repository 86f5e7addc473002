/** One pass over the jobs of one host: what can be sent now is sent. */
import type { Host, Job } from '@busbar/db/rows';
import { type AppError, toAppError } from '@busbar/shared/errors/app-error';
import { Empty } from '@busbar/shared/protocol/channel';
import { JobAccepted, linkPaths } from '@busbar/shared/protocol/link';
import type { ControlDeps } from '../deps.ts';
import type { HostLink } from '../hosts/host-link.ts';
import type { HostRegistry } from '../hosts/host-registry.ts';
import { chooseJobs } from './choose-jobs.ts';
import type { FirstReports } from './first-reports.ts';
import { jobDocument } from './job-document.ts';
import { moveHostJobs } from './move-host-jobs.ts';
import { settleDependents } from './settle-dependents.ts';
import { storeAccepted, storeRefused } from './store-verdict.ts';

export type DispatchDeps = ControlDeps & {
  readonly registry: HostRegistry;
  readonly firstReports: FirstReports;
  /** A host has taken a job of this kind. Never throws, never waits. */
  readonly accepted: (kind: string) => void;
  /** Jobs on their way to a host just now. */
  readonly sending: Set<string>;
};

/** A host journals before it answers; one that takes longer is asked again by the sweep. */
const answerDeadlineMs = 10_000;
/** Waiting jobs looked at in one pass: enough to find one of another person behind a long queue. */
const candidateLimit = 1_000;
/** A host that begins at once reports within this, and its report stores the acceptance. */
const reportPatienceMs = 50;

export async function dispatchHost(deps: DispatchDeps, hostId: string): Promise<void> {
  const link = deps.registry.get(hostId);
  if (link === null) {
    await moveHostJobs(deps, hostId, 'host-offline');
    return;
  }
  // A person waits for this: what needs nothing of the other is asked at once.
  const [host, unfinished, found] = await Promise.all([
    deps.db.read.host.findUnique({ where: { id: hostId } }),
    deps.db.read.job.findMany({
      where: { hostId, state: { in: ['waiting', 'running', 'cancelling'] } },
      select: { id: true, attempt: true, state: true, vmId: true, requestedBy: true },
    }),
    findQueued(deps, hostId),
  ]);
  const cancelling = unfinished.filter(({ state }) => state === 'cancelling');
  await Promise.all(cancelling.map(({ id, attempt }) => sendCancel(deps, link, { jobId: id, attempt })));
  const isBack = unfinished.some(({ state }) => state === 'waiting');
  if (isBack) await moveHostJobs(deps, hostId, 'host-online');
  if (host === null || host.state !== 'online') return;
  const waiting = isBack ? await findQueued(deps, hostId) : found;
  const active = unfinished.filter(({ state }) => state !== 'waiting');
  const held = await settleDependents(deps, waiting);
  const ready = waiting.filter(({ id }) => !held.has(id));
  const chosen = chooseJobs(ready, active, host.jobLimit);
  await Promise.all(chosen.map(({ id }) => sendJob(deps, link, host, id)));
}

const findQueued = (deps: DispatchDeps, hostId: string) =>
  deps.db.read.job.findMany({
    where: { hostId, state: 'queued' },
    select: { id: true, vmId: true, requestedBy: true, attempt: true, afterId: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: candidateLimit,
  });

async function sendJob(deps: DispatchDeps, link: HostLink, host: Host, jobId: string): Promise<void> {
  const job = await deps.db.read.job.findUnique({ where: { id: jobId, state: 'queued' } });
  if (job === null) return;
  const sent = { jobId, attempt: job.attempt };
  deps.sending.add(jobId);
  const report = deps.firstReports.expect(jobId);
  try {
    const isAccepted = await offer(deps, link, host, job);
    if (!isAccepted) return;
    await report.within(reportPatienceMs);
    const isWanted = await storeAccepted(deps, sent);
    deps.log.info({ ...sent, hostId: link.hostId, kind: job.kind }, 'a host has accepted a job');
    if (!isWanted) await sendCancel(deps, link, sent);
    else deps.accepted(job.kind);
  } finally {
    report.forget();
    deps.sending.delete(jobId);
  }
}

async function offer(deps: DispatchDeps, link: HostLink, host: Host, job: Job): Promise<boolean> {
  try {
    const body = jobDocument(deps.atRestKey, job, host);
    await link.request({ path: linkPaths.jobs, body, output: JobAccepted, deadlineMs: answerDeadlineMs });
    return true;
  } catch (thrown) {
    await storeFailure(deps, link, { jobId: job.id, attempt: job.attempt }, toAppError(thrown));
    return false;
  }
}

type Sent = { readonly jobId: string; readonly attempt: number };

async function storeFailure(deps: DispatchDeps, link: HostLink, sent: Sent, error: AppError): Promise<void> {
  deps.log.warn(
    { ...sent, hostId: link.hostId, code: error.code, reason: error.message },
    'a job could not be sent',
  );
  // The way to the host broke, or the host has no room: the job stays queued and the sweep sends it again.
  if (error.retryable || error.code === 'cancelled') return;
  await storeRefused(deps, sent, error);
}

/** May be said any number of times; it is over when the host reports the job's end. */
async function sendCancel(deps: DispatchDeps, link: HostLink, body: Sent): Promise<void> {
  try {
    await link.request({ path: linkPaths.jobCancel, body, output: Empty, deadlineMs: answerDeadlineMs });
  } catch (thrown) {
    const error = toAppError(thrown);
    deps.log.warn(
      { ...body, hostId: link.hostId, reason: error.message },
      'a cancel could not be delivered yet',
    );
  }
}

import { HostView, JobView, type VmView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { listHosts } from '../host/list-hosts.ts';
import { unfinishedJobStates } from '../job/unfinished-job-states.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { jobInclude, jobView } from '../views/job.ts';
import { readVmView } from '../views/vm.ts';
import { readFailingSince } from '../views/webhook.ts';
import { AttentionItem, hostAttention, jobAttention, vmAttention, webhookAttention } from './attention.ts';
import { RecentEvent, readRecentEvents } from './recent-events.ts';

export const OverviewResult = z.object({
  attention: z.array(AttentionItem),
  counts: z.object({
    hosts: z.object({ online: z.number(), offline: z.number(), total: z.number() }),
    vms: z.object({
      total: z.number(),
      running: z.number(),
      networkLost: z.number(),
      failed: z.number(),
    }),
    jobs: z.object({ active: z.number(), failedLastDay: z.number() }),
  }),
  runningJobs: z.array(JobView),
  hosts: z.array(HostView),
  recentEvents: z.array(RecentEvent),
});
export type OverviewResult = z.infer<typeof OverviewResult>;

const day = 24 * 60 * 60_000;
/** Beyond this the counters tell the rest: a list of everything that is wrong is no list. */
const attentionLimit = 100;
const shownJobs = 20;

/** The fleet at a glance: what needs attention first. */
export async function readOverview(deps: ServiceDeps, actor: Actor): Promise<OverviewResult> {
  await authorize(deps, actor, 'fleet.read');
  const since = new Date(deps.now().getTime() - day);
  const [hosts, counts, troubled, failed, running, failing, recentEvents] = await Promise.all([
    listHosts(deps, actor),
    readCounts(deps, since),
    readTroubledVms(deps),
    readFailedJobs(deps, since),
    readJobs(deps),
    actor.permissions.has('webhook.read') ? readFailingWebhooks(deps) : [],
    readRecentEvents(deps),
  ]);
  const attention = [
    ...troubled.flatMap(vmAttention),
    ...hosts.items.flatMap(hostAttention),
    ...failed.map(jobAttention),
    ...failing,
  ];
  const online = hosts.items.filter((host) => host.state === 'online').length;
  return {
    attention: attention.slice(0, attentionLimit),
    counts: {
      hosts: { online, offline: hosts.items.length - online, total: hosts.items.length },
      ...counts,
    },
    runningJobs: running,
    hosts: hosts.items,
    recentEvents,
  };
}

async function readCounts(
  { db }: ServiceDeps,
  since: Date,
): Promise<Pick<OverviewResult['counts'], 'vms' | 'jobs'>> {
  const live = { deletedAt: null };
  const [total, running, networkLost, failed, active, failedLastDay] = await Promise.all([
    db.read.vm.count({ where: live }),
    db.read.vm.count({ where: { ...live, state: 'running' } }),
    db.read.vm.count({ where: { ...live, networkLostAt: { not: null } } }),
    db.read.vm.count({ where: { ...live, state: 'failed' } }),
    db.read.job.count({ where: { state: { in: unfinishedJobStates } } }),
    db.read.job.count({ where: { state: 'failed', endedAt: { gt: since } } }),
  ]);
  return { vms: { total, running, networkLost, failed }, jobs: { active, failedLastDay } };
}

async function readTroubledVms({ db }: ServiceDeps): Promise<VmView[]> {
  const rows = await db.read.vm.findMany({
    where: {
      deletedAt: null,
      OR: [{ networkLostAt: { not: null } }, { state: { in: ['failed', 'missing'] } }],
    },
    select: { id: true },
    orderBy: { networkLostAt: 'desc' },
    take: attentionLimit,
  });
  const views = await Promise.all(rows.map((row) => readVmView(db.read, row.id)));
  return views.filter((view) => view !== null);
}

/** Failures of the last day that nobody has retried. */
async function readFailedJobs({ db }: ServiceDeps, since: Date): Promise<JobView[]> {
  const rows = await db.read.job.findMany({
    where: { state: 'failed', endedAt: { gt: since } },
    include: jobInclude,
    orderBy: { id: 'desc' },
    take: shownJobs,
  });
  const retried = await db.read.job.findMany({
    where: { retryOfId: { in: rows.map((row) => row.id) } },
    select: { retryOfId: true },
  });
  const again = new Set(retried.map((job) => job.retryOfId));
  return rows.filter((row) => !again.has(row.id)).map((row) => jobView(row, row.host));
}

async function readJobs({ db }: ServiceDeps): Promise<JobView[]> {
  const rows = await db.read.job.findMany({
    where: { state: { in: unfinishedJobStates } },
    include: jobInclude,
    orderBy: { id: 'desc' },
    take: shownJobs,
  });
  return rows.map((row) => jobView(row, row.host));
}

async function readFailingWebhooks({ db }: ServiceDeps): Promise<AttentionItem[]> {
  const webhooks = await db.read.webhook.findMany({
    where: { deletedAt: null, isEnabled: true },
    select: { id: true, name: true, url: true },
  });
  const found = await Promise.all(
    webhooks.map(async (webhook) => {
      const since = await readFailingSince(db.read, webhook.id);
      return since === null ? [] : [webhookAttention(webhook, since)];
    }),
  );
  return found.flat();
}

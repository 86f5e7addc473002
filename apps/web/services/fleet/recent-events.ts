import { z } from 'zod';
import type { ServiceDeps } from '../service-deps.ts';
import { jobTitle } from '../views/job.ts';

export const RecentEvent = z.object({
  at: z.date(),
  text: z.string(),
  href: z.string(),
  level: z.enum(['info', 'warn', 'error']),
});
export type RecentEvent = z.infer<typeof RecentEvent>;

const shown = 20;
const levels: Readonly<Record<string, RecentEvent['level']>> = { failed: 'error', cancelled: 'warn' };

/** How the last jobs ended, newest first. */
export async function readRecentEvents({ db }: ServiceDeps): Promise<RecentEvent[]> {
  const jobs = await db.read.job.findMany({
    where: { endedAt: { not: null } },
    select: { id: true, kind: true, vmName: true, state: true, endedAt: true, requestedByName: true },
    orderBy: { endedAt: 'desc' },
    take: shown,
  });
  return jobs.flatMap(({ id, kind, vmName, state, endedAt, requestedByName }) =>
    endedAt === null
      ? []
      : [
          {
            at: endedAt,
            text: `${jobTitle(kind, vmName)} ${state}${requestedByName === '' ? '' : ` · ${requestedByName}`}`,
            href: `/jobs/${id}`,
            level: levels[state] ?? 'info',
          },
        ],
  );
}

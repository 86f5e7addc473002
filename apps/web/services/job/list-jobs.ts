import { Id } from '@busbar/shared/domain/ids';
import { JobState } from '@busbar/shared/domain/job-state';
import type { JobView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { type Page, PageInput, pageOf } from '../page-of.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { jobInclude, jobView } from '../views/job.ts';

export const ListJobsInput = PageInput.extend({
  state: JobState.optional(),
  kind: z.string().max(64).optional(),
  hostId: Id.optional(),
  vmId: Id.optional(),
  /** Part of a VM's or a person's name. */
  search: z.string().max(200).optional(),
});
export type ListJobsInput = z.infer<typeof ListJobsInput>;

/** Newest first. */
export async function listJobs(
  deps: ServiceDeps,
  actor: Actor,
  input: ListJobsInput,
): Promise<Page<JobView>> {
  await authorize(deps, actor, 'job.read');
  const { state, kind, hostId, vmId, search, cursor, limit } = input;
  const rows = await deps.db.read.job.findMany({
    where: {
      ...(cursor == null ? {} : { id: { lt: cursor } }),
      ...(state === undefined ? {} : { state }),
      ...(kind === undefined ? {} : { kind }),
      ...(hostId === undefined ? {} : { hostId }),
      ...(vmId === undefined ? {} : { vmId }),
      ...(search === undefined || search === ''
        ? {}
        : { OR: [{ vmName: { contains: search } }, { requestedByName: { contains: search } }] }),
    },
    include: jobInclude,
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return pageOf(rows, limit, (row) => jobView(row, row.host));
}

import { Id } from '@busbar/shared/domain/ids';
import { HostView, JobView, VmView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readHostView } from '../views/host.ts';
import { jobInclude, jobView } from '../views/job.ts';
import { listVms } from '../vm/list-vms.ts';

export const GetHostInput = z.object({ hostId: Id });
export const GetHostResult = z.object({ host: HostView, vms: z.array(VmView), jobs: z.array(JobView) });
const recent = 50;

export async function getHost(
  deps: ServiceDeps,
  actor: Actor,
  { hostId }: z.infer<typeof GetHostInput>,
): Promise<z.infer<typeof GetHostResult>> {
  await authorize(deps, actor, 'fleet.read', { type: 'host', id: hostId });
  const host = await readHostView(deps.db.read, hostId);
  if (host === null) throw notFound('host', hostId);
  const [vms, jobs] = await Promise.all([
    listVms(deps, actor, { hostId }),
    deps.db.read.job.findMany({
      where: { hostId },
      include: jobInclude,
      orderBy: { id: 'desc' },
      take: recent,
    }),
  ]);
  return { host, vms: vms.items, jobs: jobs.map((job) => jobView(job, job.host)) };
}

import type { HostView } from '@busbar/shared/realtime/views';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { hostView, readAllocations } from '../views/host.ts';

/** All hosts that were not removed, by name. */
export async function listHosts(deps: ServiceDeps, actor: Actor): Promise<{ items: HostView[] }> {
  await authorize(deps, actor, 'fleet.read');
  const [rows, allocations] = await Promise.all([
    deps.db.read.host.findMany({ where: { state: { not: 'removed' } }, orderBy: { name: 'asc' } }),
    readAllocations(deps.db.read),
  ]);
  return { items: rows.map((row) => hostView(row, allocations.get(row.id))) };
}

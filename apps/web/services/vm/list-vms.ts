import { Id } from '@busbar/shared/domain/ids';
import { VmState } from '@busbar/shared/domain/vm-state';
import type { VmView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { unfinishedJobStates } from '../job/unfinished-job-states.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { vmView } from '../views/vm.ts';

/** What one answer may hold. Our own pages ask for rows instead (`listVmRows`). */
const vmListLimit = 20_000;

export const ListVmsInput = z.object({
  /** Part of a name, address or tag. */
  search: z.string().max(200).optional(),
  state: VmState.optional(),
  hostId: Id.optional(),
  tag: z.string().max(40).optional(),
  networkLost: z.boolean().optional(),
  /** `nextCursor` of the answer before. */
  cursor: z.string().max(200).optional(),
  /** How many at most; a large fleet is read in several answers more quickly than in one. */
  limit: z.number().int().min(1).max(vmListLimit).default(vmListLimit),
});
export type ListVmsInput = z.input<typeof ListVmsInput>;

/**
 * All VMs that are not deleted, by name. Their `cloudInit` is null: with its stages it would be most of the
 * answer, and no list shows it (20,000 VMs: 1.4 s less to serialize).
 */
export async function listVms(
  deps: ServiceDeps,
  actor: Actor,
  input: ListVmsInput,
): Promise<{ items: VmView[]; nextCursor: string | null }> {
  await authorize(deps, actor, 'fleet.read');
  const { search, state, hostId, tag, networkLost, cursor, limit = vmListLimit } = input;
  const rows = await deps.db.read.vm.findMany({
    where: {
      // The name of a VM that is not deleted, with an index: a later answer is as quick as the first.
      liveName: cursor === undefined ? { not: null } : { gt: cursor },
      ...(state === undefined ? {} : { state }),
      ...(hostId === undefined ? {} : { hostId }),
      ...(networkLost === undefined ? {} : { networkLostAt: networkLost ? { not: null } : null }),
      // Tags are stored as a JSON array of strings.
      ...(tag === undefined ? {} : { tags: { contains: JSON.stringify(tag) } }),
      ...(search === undefined || search === ''
        ? {}
        : {
            OR: [
              { name: { contains: search } },
              { addresses: { contains: search } },
              { tags: { contains: search } },
            ],
          }),
    },
    omit: { intendedSeed: true, cloudInit: true },
    orderBy: { liveName: 'asc' },
    take: limit + 1,
  });
  const [hosts, active] = await Promise.all([readHosts(deps), readActiveJobs(deps)]);
  const shown = rows.slice(0, limit);
  return {
    items: shown.map((row) =>
      vmView(
        { ...row, cloudInit: 'null' },
        {
          host: hosts.get(row.hostId) ?? { name: '', state: 'removed' },
          activeJobId: active.get(row.id) ?? null,
        },
      ),
    ),
    nextCursor: rows.length > limit ? (shown.at(-1)?.name ?? null) : null,
  };
}

async function readHosts({ db }: ServiceDeps): Promise<Map<string, { name: string; state: string }>> {
  const hosts = await db.read.host.findMany({ select: { id: true, name: true, state: true } });
  return new Map(hosts.map((host) => [host.id, host]));
}

async function readActiveJobs({ db }: ServiceDeps): Promise<Map<string, string>> {
  const jobs = await db.read.job.findMany({
    where: { state: { in: unfinishedJobStates }, vmId: { not: null } },
    select: { id: true, vmId: true },
    orderBy: { id: 'desc' },
  });
  // The oldest unfinished job of a VM is the one at work, and comes last here.
  return new Map(jobs.flatMap((job) => (job.vmId === null ? [] : [[job.vmId, job.id] as const])));
}

import type { Vm } from '@busbar/db/rows';
import { packVmRows } from '@busbar/shared/realtime/pack-vm-rows';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { vmRow } from '../views/vm.ts';

/** The process does nothing else while it packs them. */
const pageLimit = 5_000;

export const ListVmRowsInput = z.object({
  /** `nextAfter` of the page before. */
  after: z.string().max(200).nullable(),
  limit: z.number().int().min(1).max(pageLimit),
});

export const VmRowsPage = z.object({
  /** `unpackVmRows` makes VmRows of it. */
  packed: z.string(),
  /** Null on the last page. */
  nextAfter: z.string().nullable(),
  /** All VMs, on this page and others. */
  total: z.number(),
});
export type VmRowsPage = z.infer<typeof VmRowsPage>;

const columns = {
  id: true,
  version: true,
  name: true,
  hostId: true,
  state: true,
  channel: true,
  network: true,
  image: true,
  templateName: true,
  cpuCount: true,
  memoryMb: true,
  diskGb: true,
  tags: true,
  addresses: true,
  bootedAt: true,
} as const satisfies { readonly [Key in keyof Vm]?: true };

/**
 * The whole fleet's list in pages by name, for our own pages; programs have `listVms`. A VM that is not deleted
 * has its name in `liveName`, whose index makes every page as quick as the first.
 */
export async function listVmRows(
  deps: ServiceDeps,
  actor: Actor,
  { after, limit }: z.infer<typeof ListVmRowsInput>,
): Promise<VmRowsPage> {
  await authorize(deps, actor, 'fleet.read');
  const { vm, host } = deps.db.read;
  const [rows, hosts, total] = await Promise.all([
    vm.findMany({
      where: { liveName: after === null ? { not: null } : { gt: after } },
      select: columns,
      orderBy: { liveName: 'asc' },
      take: limit + 1,
    }),
    host.findMany({ select: { id: true, name: true, state: true } }),
    vm.count({ where: { liveName: { not: null } } }),
  ]);
  const hostOf = new Map(hosts.map((each) => [each.id, each]));
  const shown = rows.slice(0, limit);
  return {
    packed: packVmRows(
      shown.map((row) => vmRow(row, hostOf.get(row.hostId) ?? { name: '', state: 'removed' })),
    ),
    nextAfter: rows.length > limit ? (shown.at(-1)?.name ?? null) : null,
    total,
  };
}

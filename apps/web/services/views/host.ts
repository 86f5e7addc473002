import type { Queries } from '@busbar/db/database';
import type { Host } from '@busbar/db/rows';
import type { HostState } from '@busbar/shared/domain/host-state';
import type { HostView } from '@busbar/shared/realtime/views';
import { readJson } from './read-json.ts';

/** What a host's VMs take together, whether they run or not. */
export type Allocation = { readonly vmCount: number; readonly cpuCount: number; readonly memoryMb: number };
const nothing: Allocation = { vmCount: 0, cpuCount: 0, memoryMb: 0 };

export function hostView(row: Host, allocation: Allocation = nothing): HostView {
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    state: row.state as HostState,
    isDraining: row.isDraining,
    agentVersion: row.agentVersion,
    protocol: row.protocol,
    os: row.os,
    drivers: readJson(row.drivers),
    images: readJson(row.images),
    capacity: readJson(row.capacity),
    jobLimit: row.jobLimit,
    vmCount: allocation.vmCount,
    allocated: { cpuCount: allocation.cpuCount, memoryMb: allocation.memoryMb },
    linkedAt: row.linkedAt,
    lastSeenAt: row.lastSeenAt,
    linkRttMs: row.state === 'online' ? row.linkRttMs : null,
    createdAt: row.createdAt,
  };
}

/** Allocations by host id; a host without VMs is absent. */
export async function readAllocations(
  queries: Queries,
  hostId?: string,
): Promise<ReadonlyMap<string, Allocation>> {
  const groups = await queries.vm.groupBy({
    by: ['hostId'],
    where: { deletedAt: null, ...(hostId === undefined ? {} : { hostId }) },
    _count: { _all: true },
    _sum: { cpuCount: true, memoryMb: true },
  });
  return new Map(
    groups.map((group) => [
      group.hostId,
      { vmCount: group._count._all, cpuCount: group._sum.cpuCount ?? 0, memoryMb: group._sum.memoryMb ?? 0 },
    ]),
  );
}

/** Null when there is none. A removed host is still found. */
export async function readHostView(queries: Queries, hostId: string): Promise<HostView | null> {
  const row = await queries.host.findUnique({ where: { id: hostId } });
  if (row === null) return null;
  return hostView(row, (await readAllocations(queries, hostId)).get(hostId));
}

import type { Queries } from '@busbar/db/database';
import type { Vm } from '@busbar/db/rows';
import type { HostState } from '@busbar/shared/domain/host-state';
import type { ChannelLight, NetworkLight } from '@busbar/shared/domain/lights';
import type { VmState } from '@busbar/shared/domain/vm-state';
import type { DriverName } from '@busbar/shared/protocol/host-facts';
import type { VmView } from '@busbar/shared/realtime/views';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { unfinishedJobStates } from '../job/unfinished-job-states.ts';
import { readJson } from './read-json.ts';

type VmHost = { readonly name: string; readonly state: string };
export type VmSurroundings = {
  readonly host: VmHost;
  readonly activeJobId: string | null;
};

/** The documents of a VM are no part of its view. */
export type StoredVm = Omit<Vm, 'intendedSeed'>;

/** The part of a view that lists show. */
export function vmRow(row: Pick<StoredVm, Exclude<keyof VmRow, 'hostName'>>, host: VmHost): VmRow {
  // A host that cannot be asked makes its VMs' lights unknown, whatever was seen last.
  const isSeen = host.state === 'online';
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    hostId: row.hostId,
    hostName: host.name,
    state: row.state as VmState,
    channel: isSeen ? (row.channel as ChannelLight) : 'unknown',
    network: isSeen ? (row.network as NetworkLight) : 'unknown',
    image: row.image,
    templateName: row.templateName,
    cpuCount: row.cpuCount,
    memoryMb: row.memoryMb,
    diskGb: row.diskGb,
    tags: readJson(row.tags),
    addresses: readJson(row.addresses),
    bootedAt: row.bootedAt,
  };
}

export function vmView(row: StoredVm, { host, activeJobId }: VmSurroundings): VmView {
  return {
    ...vmRow(row, host),
    hostState: host.state as HostState,
    networkLostAt: row.networkLostAt,
    driver: row.driver as DriverName,
    templateId: row.templateId,
    networkMode: row.networkMode as VmView['networkMode'],
    guest: readJson(row.guest),
    addressSources: readJson(row.addressSources),
    hypervisorName: row.hypervisorName,
    cloudInit: readJson(row.cloudInit),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    activeJobId,
  };
}

/** Null when there is none. A deleted VM is still found. */
export async function readVmView(queries: Queries, vmId: string): Promise<VmView | null> {
  const row = await queries.vm.findUnique({
    where: { id: vmId },
    include: {
      host: { select: { name: true, state: true } },
      jobs: {
        where: { state: { in: unfinishedJobStates } },
        select: { id: true },
        orderBy: { id: 'asc' },
        take: 1,
      },
    },
  });
  if (row === null) return null;
  return vmView(row, { host: row.host, activeJobId: row.jobs[0]?.id ?? null });
}

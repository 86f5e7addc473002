import type { HostView } from '@busbar/shared/realtime/views';
import { formatBytes } from '@/client/format.ts';
import type { Column } from '@/components/data/column.ts';
import { RowLink } from '@/components/data/row-link.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';

export const hostColumns: readonly Column<HostView>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(128px, 2fr)',
    sortBy: (host) => host.name,
    cell: (host) => <RowLink href={`/hosts/${host.id}`} name={host.name} />,
  },
  {
    id: 'state',
    header: 'State',
    width: 'minmax(104px, 1fr)',
    sortBy: (host) => host.state,
    cell: (host) => (
      <span className="flex gap-2">
        <StateBadge state={host.state} />
        {host.isDraining && <span className="text-warn">draining</span>}
      </span>
    ),
  },
  {
    id: 'link',
    header: 'Link',
    width: '88px',
    hideBelow: 'narrow',
    sortBy: (host) => host.linkRttMs ?? 1e9,
    cell: (host) =>
      host.state === 'online' ? (
        host.linkRttMs === null ? (
          'up'
        ) : (
          `${host.linkRttMs.toFixed(1)} ms`
        )
      ) : host.lastSeenAt === null ? null : (
        <RelativeTime at={host.lastSeenAt} />
      ),
  },
  {
    id: 'vms',
    header: 'VMs',
    width: '72px',
    sortBy: (host) => host.vmCount,
    isRight: true,
    cell: (host) => host.vmCount,
  },
  {
    id: 'memory',
    header: 'Memory free',
    width: '112px',
    isRight: true,
    hideBelow: 'narrow',
    sortBy: (host) => host.capacity?.memoryFreeBytes ?? 0,
    cell: (host) => host.capacity && formatBytes(host.capacity.memoryFreeBytes),
  },
  {
    id: 'disk',
    header: 'Disk free',
    width: '112px',
    isRight: true,
    hideBelow: 'narrow',
    sortBy: (host) => host.capacity?.diskFreeBytes ?? 0,
    cell: (host) => host.capacity && formatBytes(host.capacity.diskFreeBytes),
  },
  {
    id: 'drivers',
    header: 'Drivers',
    width: 'minmax(120px, 1fr)',
    hideBelow: 'medium',
    cell: (host) =>
      host.drivers.map(({ name, isReady }) => (isReady ? name : `${name} (not ready)`)).join(', '),
  },
  {
    id: 'os',
    header: 'System',
    width: 'minmax(120px, 1fr)',
    hideBelow: 'medium',
    sortBy: (host) => host.os,
    cell: (host) => host.os,
  },
];

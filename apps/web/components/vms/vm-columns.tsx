import type { VmRow } from '@busbar/shared/realtime/vm-row';
import Link from 'next/link';
import { formatMebibytes } from '@/client/format.ts';
import type { Column } from '@/components/data/column.ts';
import { RowLink } from '@/components/data/row-link.tsx';
import { Elapsed } from '@/components/state/elapsed.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { TwoLights } from '@/components/state/two-lights.tsx';
import { Tag } from '@/components/ui/tag.tsx';
import { isNetworkLost } from './is-network-lost.ts';
import { LoadLines } from './load-lines.tsx';

const tagsShown = 2;

const lightRank = (vm: VmRow): number =>
  isNetworkLost(vm) ? 0 : vm.channel === 'down' ? 1 : vm.channel === 'unknown' ? 2 : 3;

export const vmColumns: readonly Column<VmRow>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(128px, 2fr)',
    isAlwaysShown: true,
    sortBy: (vm) => vm.name,
    cell: (vm) => <RowLink href={`/vms/${vm.id}`} name={vm.name} />,
  },
  {
    id: 'lights',
    header: 'Lights',
    width: '60px',
    sortBy: lightRank,
    cell: (vm) => <TwoLights vm={vm} />,
  },
  {
    id: 'state',
    header: 'State',
    width: 'minmax(min(168px, 29vw), 1.4fr)',
    sortBy: (vm) => (isNetworkLost(vm) ? '' : vm.state),
    cell: (vm) =>
      isNetworkLost(vm) ? (
        <Link href={`/vms/${vm.id}?tab=shell`} prefetch={false} className="text-copper hover:underline">
          network lost<span className="hidden lg:inline"> · open shell</span>
        </Link>
      ) : (
        <StateBadge state={vm.state} of="vm" />
      ),
  },
  {
    id: 'host',
    header: 'Host',
    width: 'minmax(88px, 1fr)',
    hideBelow: 'narrow',
    sortBy: (vm) => vm.hostName,
    cell: (vm) => vm.hostName,
  },
  {
    id: 'template',
    header: 'Template',
    width: 'minmax(88px, 1fr)',
    hideBelow: 'medium',
    sortBy: (vm) => vm.templateName,
    cell: (vm) => vm.templateName,
  },
  {
    id: 'addresses',
    header: 'Addresses',
    width: 'minmax(112px, 1fr)',
    hideBelow: 'medium',
    sortBy: (vm) => vm.addresses[0] ?? '',
    cell: (vm) => <span className="font-mono text-xs">{vm.addresses.join(', ')}</span>,
  },
  {
    id: 'size',
    header: 'Size',
    width: '100px',
    hideBelow: 'narrow',
    sortBy: (vm) => vm.memoryMb,
    cell: (vm) => `${vm.cpuCount} × ${formatMebibytes(vm.memoryMb)}`,
  },
  {
    id: 'load',
    header: 'CPU, memory',
    width: '92px',
    hideBelow: 'medium',
    cell: (vm) => <LoadLines vmId={vm.id} />,
  },
  {
    id: 'uptime',
    header: 'Uptime',
    width: '76px',
    hideBelow: 'medium',
    sortBy: (vm) => (vm.bootedAt === null ? 0 : -vm.bootedAt.getTime()),
    cell: (vm) => (vm.state === 'running' ? <Elapsed from={vm.bootedAt} to={null} /> : null),
  },
  {
    id: 'tags',
    header: 'Tags',
    width: 'minmax(120px, 1.4fr)',
    hideBelow: 'medium',
    cell: (vm) => (
      <span className="flex items-center gap-1" title={vm.tags.join(', ')}>
        {vm.tags.slice(0, tagsShown).map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
        {vm.tags.length > tagsShown && (
          <span className="text-xs text-ink-3">+{vm.tags.length - tagsShown}</span>
        )}
      </span>
    ),
  },
];

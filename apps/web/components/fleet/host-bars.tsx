import type { HostView } from '@busbar/shared/realtime/views';
import Link from 'next/link';
import { HostCapacityBars } from '@/components/hosts/host-capacity-bars.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { Panel } from '@/components/ui/panel.tsx';

export function HostBars({ hosts }: { readonly hosts: readonly HostView[] }) {
  return (
    <Panel
      title="Hosts"
      isFlush
      actions={
        <Link href="/hosts" className="text-xs text-ink-2 hover:underline">
          All hosts
        </Link>
      }
    >
      <ul>
        {hosts.map((host) => (
          <li key={host.id} className="border-b border-line px-4 py-2 last:border-b-0">
            <div className="mb-1 flex items-center justify-between gap-2">
              <Link href={`/hosts/${host.id}`} className="min-w-0 truncate font-medium hover:underline">
                {host.name}
              </Link>
              <span className="flex gap-3 text-xs">
                {host.isDraining && <span className="text-warn">draining</span>}
                <StateBadge state={host.state} />
              </span>
            </div>
            <HostCapacityBars host={host} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

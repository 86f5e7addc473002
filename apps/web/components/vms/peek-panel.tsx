'use client';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { useQuery } from '@tanstack/react-query';
import { SquareTerminal, X } from 'lucide-react';
import Link from 'next/link';
import { useEffect } from 'react';
import { formatMebibytes } from '@/client/format.ts';
import { useTelemetry } from '@/client/realtime/use-telemetry.ts';
import { useTRPC } from '@/client/trpc.ts';
import { Elapsed } from '@/components/state/elapsed.tsx';
import { Sparkline } from '@/components/state/sparkline.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { TwoLights } from '@/components/state/two-lights.tsx';
import { buttonClass } from '@/components/ui/button.tsx';
import { Facts } from '@/components/ui/facts.tsx';
import { IconButton } from '@/components/ui/icon-button.tsx';

/** A look at one VM without leaving the list. Space or Escape closes it. */
export function PeekPanel({ vm, onClose }: { readonly vm: VmRow; readonly onClose: () => void }) {
  const samples = useTelemetry(vm.id);
  const trpc = useTRPC();
  const details = useQuery(trpc.vm.get.queryOptions({ vmId: vm.id }));
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') onClose();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onClose]);
  return (
    <aside
      aria-label={`${vm.name} at a glance`}
      className="fixed inset-x-0 bottom-0 z-30 max-h-[70dvh] overflow-auto rounded-t-md border border-line bg-raised p-4 shadow-float sm:static sm:max-h-none sm:w-80 sm:shrink-0 sm:rounded-none sm:border-y-0 sm:border-r-0 sm:shadow-none"
    >
      <div className="mb-2 flex items-center justify-between gap-2">
        <h2 className="min-w-0 truncate text-base font-semibold">{vm.name}</h2>
        <IconButton label="Close" icon={<X aria-hidden className="size-4" />} onClick={onClose} />
      </div>
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <TwoLights vm={vm} hasWords />
        <StateBadge state={vm.state} of="vm" />
      </div>
      <Facts
        facts={[
          { label: 'Host', value: vm.hostName },
          { label: 'Template', value: vm.templateName },
          { label: 'Image', value: vm.image },
          {
            label: 'Size',
            value: `${vm.cpuCount} CPU, ${formatMebibytes(vm.memoryMb)}, ${vm.diskGb} GiB disk`,
          },
          { label: 'Addresses', value: vm.addresses.join(', ') },
          { label: 'System', value: details.isPending ? '…' : (details.data?.vm.guest?.os.name ?? null) },
          {
            label: 'Uptime',
            value: vm.state === 'running' && vm.bootedAt ? <Elapsed from={vm.bootedAt} to={null} /> : null,
          },
        ]}
      />
      {vm.channel === 'up' && (
        <div className="mt-4 flex flex-col gap-1">
          <span className="text-xs text-ink-3">CPU, since this panel was opened</span>
          <Sparkline label="CPU" values={samples.map(({ heartbeat }) => heartbeat.cpuUsage)} />
        </div>
      )}
      <div className="mt-4 flex gap-2">
        <Link
          href={`/vms/${vm.id}?tab=shell`}
          className={buttonClass(vm.channel === 'up' ? 'primary' : 'default')}
        >
          <SquareTerminal aria-hidden className="size-4" /> Open shell
        </Link>
        <Link href={`/vms/${vm.id}`} className={buttonClass()}>
          Open
        </Link>
      </div>
    </aside>
  );
}

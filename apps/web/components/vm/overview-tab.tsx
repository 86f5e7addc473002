'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { formatBytes, formatMebibytes, formatShare } from '@/client/format.ts';
import { useTelemetry } from '@/client/realtime/use-telemetry.ts';
import { type RecentEvent, RecentEvents } from '@/components/fleet/recent-events.tsx';
import { CapacityBar } from '@/components/state/capacity-bar.tsx';
import { Elapsed } from '@/components/state/elapsed.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { ShortId } from '@/components/state/short-id.tsx';
import { Sparkline } from '@/components/state/sparkline.tsx';
import { Facts } from '@/components/ui/facts.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { Addresses } from './addresses.tsx';

/** Facts, what the guest reports now, and what happened last. */
export function OverviewTab({
  vm,
  events,
}: {
  readonly vm: VmView;
  readonly events: readonly RecentEvent[];
}) {
  const samples = useTelemetry(vm.id);
  // What a guest said before its channel went is not how it is now.
  const latest = vm.channel === 'up' ? samples.at(-1)?.heartbeat : undefined;
  return (
    <div className="grid gap-4 overflow-y-auto p-4 lg:grid-cols-2">
      <Panel title="Facts">
        <Facts
          facts={[
            { label: 'Id', value: <ShortId id={vm.id} label="Copy the VM’s id" /> },
            {
              label: 'Size',
              value: `${vm.cpuCount} CPU, ${formatMebibytes(vm.memoryMb)}, ${vm.diskGb} GiB disk`,
            },
            { label: 'Image', value: `${vm.image} on ${vm.driver}` },
            { label: 'Template', value: vm.templateName },
            {
              label: 'System',
              value: vm.guest ? `${vm.guest.os.name}, ${vm.guest.os.kernel}` : null,
            },
            { label: 'Guest agent', value: vm.guest?.agentVersion ?? null },
            {
              label: 'Cloud-init',
              value: vm.cloudInit
                ? `${vm.cloudInit.state}${vm.cloudInit.simulated ? ' (simulated by the sandbox)' : ''}${vm.cloudInit.source === 'kvp' ? ' (as it told Hyper-V)' : ''}`
                : null,
            },
            {
              label: 'Addresses',
              value: vm.addresses.length > 0 ? <Addresses vm={vm} /> : null,
            },
            {
              label: 'Uptime',
              value: vm.state === 'running' && vm.bootedAt ? <Elapsed from={vm.bootedAt} to={null} /> : null,
            },
            { label: 'Created', value: <RelativeTime at={vm.createdAt} /> },
            { label: 'Tags', value: vm.tags.join(', ') },
          ]}
        />
      </Panel>
      <Panel title="Now, as seen from inside">
        {latest === undefined ? (
          <p className="min-h-40 text-ink-2">
            {vm.channel === 'up'
              ? 'Waiting for the next report…'
              : 'Nothing is known: the channel is not up.'}
          </p>
        ) : (
          <div className="flex min-h-40 flex-col gap-3">
            <div>
              <div className="flex justify-between text-xs">
                <span className="text-ink-3">CPU since this page was opened</span>
                <span>
                  {latest.cpuUsage === null ? '' : `${Math.round(latest.cpuUsage * 100)} %`} · load{' '}
                  {latest.load[0].toFixed(2)}
                </span>
              </div>
              <Sparkline
                label="CPU"
                height={48}
                values={samples.map(({ heartbeat }) => heartbeat.cpuUsage)}
              />
            </div>
            <CapacityBar
              label="Memory"
              used={latest.memory.totalBytes - latest.memory.availableBytes}
              total={latest.memory.totalBytes}
              text={formatShare(
                latest.memory.totalBytes - latest.memory.availableBytes,
                latest.memory.totalBytes,
              )}
            />
            {latest.disks.map((disk) => (
              <CapacityBar
                key={disk.mount}
                label={disk.mount}
                used={disk.totalBytes - disk.freeBytes}
                total={disk.totalBytes}
                text={`${formatBytes(disk.freeBytes)} free of ${formatBytes(disk.totalBytes)}`}
              />
            ))}
          </div>
        )}
      </Panel>
      {events.length > 0 && (
        <div className="lg:col-span-2">
          <RecentEvents events={events} title="Last events" />
        </div>
      )}
    </div>
  );
}

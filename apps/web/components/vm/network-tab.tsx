'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { formatBytes } from '@/client/format.ts';
import { useTelemetry } from '@/client/realtime/use-telemetry.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { LightShape } from '@/components/state/light-shape.tsx';
import { Facts } from '@/components/ui/facts.tsx';
import { Panel } from '@/components/ui/panel.tsx';

const loopback = 'lo';
const networkWords: Readonly<Record<VmView['network'], string>> = {
  up: 'up',
  down: 'lost; the VM is reachable over VMBus',
  none: 'none: the VM has no network device, by design',
  unknown: 'unknown',
};

/** The VM's own network, as its agent sees it from inside; it arrives over the channel. */
export function NetworkTab({ vm }: { readonly vm: VmView }) {
  const sample = useTelemetry(vm.id).at(-1);
  if (vm.channel !== 'up') {
    return (
      <EmptyState title="Nobody inside can look">
        The channel is {vm.channel}; the guest agent tells about the network over it.
      </EmptyState>
    );
  }
  if (!sample) return <EmptyState title="Waiting for the next report…" />;
  const { hasDefaultRoute } = sample.heartbeat;
  const interfaces = sample.heartbeat.interfaces.filter(({ name }) => name !== loopback);
  return (
    <div className="grid content-start gap-4 overflow-y-auto p-4 lg:grid-cols-2">
      <Panel title="Way out" className="self-start">
        <Facts
          facts={[
            { label: 'Network', value: networkWords[vm.network] },
            {
              label: 'Default route',
              value:
                vm.network === 'none' ? null : hasDefaultRoute === true ? 'there is one' : 'there is none',
            },
            {
              label: 'Channel',
              value: sample.channelRttMs === null ? 'up' : `up, ${sample.channelRttMs.toFixed(1)} ms`,
            },
          ]}
        />
      </Panel>
      {interfaces.map((device) => (
        <Panel
          key={device.name}
          title={
            <span className="flex items-center gap-2">
              <LightShape tone={device.isUp ? 'up' : 'down'} /> {device.name} is {device.isUp ? 'up' : 'down'}
            </span>
          }
        >
          <Facts
            facts={[
              { label: 'MAC', value: <span className="font-mono text-xs">{device.mac}</span> },
              {
                label: 'Addresses',
                value: <span className="font-mono text-xs">{device.addresses.join(', ') || 'none'}</span>,
              },
              { label: 'Received', value: formatBytes(device.rxBytes) },
              { label: 'Sent', value: formatBytes(device.txBytes) },
            ]}
          />
        </Panel>
      ))}
    </div>
  );
}

'use client';
import type { VmHardware } from '@busbar/shared/protocol/asked-of-host';
import type { VmView } from '@busbar/shared/realtime/views';
import type { ReactNode } from 'react';
import { formatBytes } from '@/client/format.ts';
import { StaleLine } from '@/components/asked-of-host/stale-line.tsx';
import { useAskedOfHost } from '@/components/asked-of-host/use-asked-of-host.ts';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { SkeletonRows } from '@/components/feedback/skeleton-rows.tsx';
import { Facts } from '@/components/ui/facts.tsx';
import { Panel } from '@/components/ui/panel.tsx';

/** Memory, network adapters and security of the VM as its hypervisor has them now. */
export function HardwarePanel({ vm }: { readonly vm: VmView }) {
  const query = useAskedOfHost<VmHardware>(vm, 'hardware');
  if (query.data === undefined && vm.hostState !== 'online') {
    return (
      <Panel title="Hardware">
        <p className="text-ink-2">
          {vm.hostName} is {vm.hostState}. What the VM has can be said once it is back.
        </p>
      </Panel>
    );
  }
  return (
    <Panel title="Hardware" isFlush>
      <QueryView query={query} failure="The hardware could not be read" skeleton={<SkeletonRows count={4} />}>
        {({ memory, adapters, secureBoot, hasTpm }) => (
          <>
            <StaleLine hostName={vm.hostName} hostState={vm.hostState} query={query} />
            <div className="px-4 py-3">
              <Facts
                facts={[
                  { label: 'Memory', value: memoryText(memory) },
                  { label: 'Secure boot', value: secureBoot ?? 'off' },
                  { label: 'TPM', value: hasTpm ? 'yes' : 'no' },
                  { label: 'Network', value: adapters.length === 0 ? 'no adapter' : null },
                ]}
              />
            </div>
            {adapters.length > 0 && (
              <ul aria-label={`Network adapters of ${vm.name}`} className="border-t border-line">
                {adapters.map((adapter, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: people may give two adapters one name, and their order is theirs
                  <AdapterRow key={index} adapter={adapter} />
                ))}
              </ul>
            )}
          </>
        )}
      </QueryView>
    </Panel>
  );
}

function memoryText({ startupBytes, dynamic, assignedBytes }: VmHardware['memory']): ReactNode {
  const now = assignedBytes === null ? '' : `, ${formatBytes(assignedBytes)} now`;
  if (dynamic === null) return `${formatBytes(startupBytes)}, static`;
  const buffer = dynamic.bufferPercent === null ? '' : `, buffer ${dynamic.bufferPercent} %`;
  return `dynamic: starts with ${formatBytes(startupBytes)}, from ${formatBytes(dynamic.minimumBytes)} to ${formatBytes(dynamic.maximumBytes)}${buffer}${now}`;
}

function AdapterRow({ adapter }: { readonly adapter: VmHardware['adapters'][number] }) {
  const { name, switchName, vlanId, macAddress, isMacDynamic } = adapter;
  const mac = macAddress ?? 'MAC address at the first start';
  return (
    <li className="border-b border-line px-4 py-2 last:border-b-0">
      <span className="block break-words">
        <span className="font-medium">{name}</span> ·{' '}
        {switchName === null ? 'on no switch' : `on ${switchName}`}
        {vlanId !== null && ` · VLAN ${vlanId}`}
      </span>
      <span className="block text-xs text-ink-2">
        <span className={macAddress === null ? '' : 'font-mono'}>{mac}</span>
        {macAddress !== null && (isMacDynamic ? ', given by the hypervisor' : ', fixed')}
      </span>
    </li>
  );
}

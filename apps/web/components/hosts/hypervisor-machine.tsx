import type { HypervisorMachine } from '@busbar/shared/protocol/host-facts';
import { formatBytes } from '@/client/format.ts';
import { Facts } from '@/components/ui/facts.tsx';

/** The machine as its hypervisor sees it: what VMs can be given, and what they could do on it. */
export function HypervisorMachineFacts({ machine }: { readonly machine: HypervisorMachine }) {
  const { name, cpuCount, memoryBytes, vmVersions, numaNodes, features } = machine;
  const named = (isOn: boolean): string =>
    features
      .filter((feature) => feature.isOn === isOn)
      .map((feature) => feature.name)
      .join(', ');
  return (
    <Facts
      facts={[
        { label: 'Machine', value: name },
        {
          label: 'Has',
          value:
            cpuCount > 0 ? `${cpuCount} logical processors, ${formatBytes(memoryBytes)} of memory` : null,
        },
        {
          label: 'NUMA nodes',
          value:
            numaNodes.length === 0 ? null : (
              <ul>
                {numaNodes.map((node) => (
                  <li key={node.id} className="tabular-nums">
                    {node.id}: {node.cpuCount} processors, {formatBytes(node.memoryBytes)}
                  </li>
                ))}
              </ul>
            ),
        },
        { label: 'VM versions', value: rangeOf(vmVersions) },
        { label: 'On', value: named(true) },
        { label: 'Off', value: named(false) },
      ]}
    />
  );
}

function rangeOf(versions: readonly string[]): string | null {
  const [oldest, newest] = [versions[0], versions.at(-1)];
  if (oldest === undefined || newest === undefined) return null;
  return oldest === newest ? newest : `${oldest} to ${newest}`;
}

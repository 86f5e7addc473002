/**
 * A network-config (version 2) from the adapters of a VM. Every adapter is found by its MAC address and gets a name of its
 * own (`nic0`), since nothing else tells adapters apart on every distribution; values that were checked by their schema are
 * written in quotes. Pure.
 */
import type { VmAdapter } from '@busbar/shared/domain/hardware';

/** Lower is preferred: where several adapters learn a way out by DHCP, the first one's is taken. */
const metricStep = 100;

/** @throws Error for an adapter without a MAC address: whoever calls gives it one first. */
export function renderNetworkConfig(adapters: readonly VmAdapter[]): string {
  return `${['version: 2', 'ethernets:', ...adapters.flatMap(renderAdapter)].join('\n')}\n`;
}

function renderAdapter({ macAddress, addressing }: VmAdapter, index: number): readonly string[] {
  if (macAddress === null) throw new Error(`Adapter ${index} has no MAC address to be found by.`);
  const lines = [
    'match:',
    `  macaddress: "${macAddress}"`,
    `set-name: nic${index}`,
    ...(addressing.mode === 'static' ? renderStatic(addressing) : renderDhcp(index)),
    // A boot waits for the first adapter only.
    ...(index === 0 ? [] : ['optional: true']),
  ];
  return [`  nic${index}:`, ...lines.map((line) => `    ${line}`)];
}

const renderDhcp = (index: number): readonly string[] => [
  'dhcp4: true',
  'dhcp4-overrides:',
  `  route-metric: ${metricStep * (index + 1)}`,
];

function renderStatic({
  addresses,
  gateway,
  dnsServers,
}: Extract<VmAdapter['addressing'], { mode: 'static' }>): readonly string[] {
  // "default" is newer than several of the distributions that read this.
  const everywhere = gateway?.includes(':') ? '::/0' : '0.0.0.0/0';
  return [
    'dhcp4: false',
    'addresses:',
    ...addresses.map((address) => `  - "${address}"`),
    ...(gateway === null ? [] : ['routes:', `  - to: "${everywhere}"`, `    via: "${gateway}"`]),
    ...(dnsServers.length === 0
      ? []
      : ['nameservers:', '  addresses:', ...dnsServers.map((server) => `    - "${server}"`)]),
  ];
}

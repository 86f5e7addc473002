import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { NetworkInterface } from '@busbar/shared/protocol/channel';
import { readTextIfPresent } from '../read-text.ts';

const interfaceLimit = 32;
const addressLimit = 64;

type Counters = { readonly name: string; readonly rxBytes: number; readonly txBytes: number };

/** Names and byte counters of /proc/net/dev: `name: rxBytes … (8 columns) txBytes …`. */
export function parseNetDev(text: string): readonly Counters[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*([^:\s]+):\s*(.*)$/.exec(line);
    if (match === null) return [];
    const columns = (match[2] ?? '').trim().split(/\s+/).map(Number);
    return [{ name: match[1] ?? '', rxBytes: columns[0] ?? 0, txBytes: columns[8] ?? 0 }];
  });
}

async function readInterface(root: string, counters: Counters): Promise<NetworkInterface> {
  const fact = async (name: string): Promise<string> =>
    ((await readTextIfPresent(join(root, 'sys/class/net', counters.name, name))) ?? '').trim();
  const addresses = (networkInterfaces()[counters.name] ?? []).map(({ cidr, address }) => cidr ?? address);
  return {
    name: counters.name.slice(0, 64),
    mac: (await fact('address')).slice(0, 64),
    // Loopback and some virtual links report "unknown" although they work.
    isUp: ['up', 'unknown'].includes(await fact('operstate')),
    addresses: addresses.slice(0, addressLimit),
    rxBytes: counters.rxBytes,
    txBytes: counters.txBytes,
  };
}

export async function readInterfaces(root: string): Promise<NetworkInterface[]> {
  const counters = parseNetDev((await readTextIfPresent(join(root, 'proc/net/dev'))) ?? '');
  return Promise.all(counters.slice(0, interfaceLimit).map((one) => readInterface(root, one)));
}

/** Whether an interface that is up has a default route; null where there is no interface but loopback. */
export function hasDefaultRoute(
  interfaces: readonly NetworkInterface[],
  routeInterfaces: ReadonlySet<string>,
): boolean | null {
  const real = interfaces.filter(({ name }) => name !== 'lo');
  if (real.length === 0) return null;
  return real.some(({ name, isUp }) => isUp && routeInterfaces.has(name));
}

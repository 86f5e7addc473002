/** How a Windows guest is: what Node tells, and network tables that only Windows has. */
import { statfs } from 'node:fs/promises';
import { cpus, freemem, machine, networkInterfaces, release, totalmem, version } from 'node:os';
import { fixedDrives } from '@busbar/shared/native/drives';
import { readInterfaces, readRoutes } from '@busbar/shared/native/network-tables';
import type { InterfaceRow } from '@busbar/shared/native/windows-structs';
import type { GuestHello, NetworkInterface } from '@busbar/shared/protocol/channel';
import type { CpuTimes, Health } from '../guest-system.ts';

const textLimit = 256;
const nameLimit = 64;
const interfaceLimit = 32;
const addressLimit = 64;

export function readOs(): GuestHello['os'] {
  const text = (value: string): string => value.slice(0, textLimit);
  return {
    id: 'windows',
    name: text(version()),
    version: text(release()),
    kernel: text(release()),
    arch: text(machine()),
  };
}

/** Milliseconds of all processors together. */
export function readCpuTimes(): CpuTimes {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  const total = sum(times.map(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq));
  return { total, busy: total - sum(times.map(({ idle }) => idle)) };
}

export async function readHealth(): Promise<Health> {
  const rows = readInterfaces();
  const defaults = new Set(readRoutes().flatMap(({ index, isDefault }) => (isDefault ? [index] : [])));
  return {
    // Windows has no load average.
    load: [0, 0, 0],
    memory: { totalBytes: totalmem(), availableBytes: freemem() },
    disks: await readDisks(),
    interfaces: toInterfaces(rows, networkInterfaces()),
    hasDefaultRoute: hasDefaultRoute(rows, defaults),
  };
}

async function readDisks(): Promise<Health['disks']> {
  const disks = await Promise.all(
    fixedDrives().map(async (mount) => {
      // A disk that has just gone, or that BitLocker keeps closed, is left out of this heartbeat.
      const facts = await statfs(mount).catch(() => null);
      if (facts === null || facts.blocks === 0) return [];
      return [{ mount, totalBytes: facts.blocks * facts.bsize, freeBytes: facts.bavail * facts.bsize }];
    }),
  );
  return disks.flat();
}

export type Addresses = Readonly<
  Record<string, readonly { readonly cidr: string | null; readonly address: string }[] | undefined>
>;

/** Hardware, and whatever else has an address; filters and miniports that Windows stacks on it say nothing. */
export function toInterfaces(rows: readonly InterfaceRow[], addresses: Addresses): NetworkInterface[] {
  return rows
    .filter(({ alias, isReal }) => isReal || addresses[alias] !== undefined)
    .slice(0, interfaceLimit)
    .map(({ alias, mac, isUp, rxBytes, txBytes }) => ({
      name: alias.slice(0, nameLimit),
      mac,
      isUp,
      addresses: (addresses[alias] ?? []).map(({ cidr, address }) => cidr ?? address).slice(0, addressLimit),
      rxBytes,
      txBytes,
    }));
}

/** Whether an interface that is up leads everywhere; null where there is no network hardware at all. */
export function hasDefaultRoute(
  rows: readonly InterfaceRow[],
  defaults: ReadonlySet<number>,
): boolean | null {
  const real = rows.filter(({ isReal }) => isReal);
  if (real.length === 0) return null;
  return real.some(({ index, isUp }) => isUp && defaults.has(index));
}

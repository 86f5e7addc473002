/** What Hyper-V and the host's network know of guests: one list of VMs, their pairs sixteen VMs a call, one look at neighbours. */
import type { GuestReport } from '@busbar/shared/protocol/guest-report';
import type { GuestReports } from '../../guest-reports.ts';
import { call } from '../call.ts';
import type { HypervHost } from '../hyperv-host.ts';
import { parseResults, type VmSummary } from '../results.ts';
import type { VmInventory } from '../vm-inventory.ts';
import { addressesOf, Neighbor, silentMacs } from './addresses-of-guest.ts';
import { cloudInitOfKvp } from './cloud-init-of-kvp.ts';
import { KvpItem } from './kvp-item.ts';

/** The script tells at most 128 Ki characters of a VM, and an answer of a lane has at most 16 MiB. */
const vmsOfCall = 16;

export class HypervGuestReports implements GuestReports {
  readonly #host: HypervHost;
  readonly #inventory: VmInventory;

  constructor(host: HypervHost, inventory: VmInventory) {
    this.#host = host;
    this.#inventory = inventory;
  }

  async look(vmIds: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, GuestReport>> {
    const { vms } = await this.#inventory.look(signal);
    const running = vmIds.flatMap((vmId): [string, VmSummary][] => {
      const vm = vms.get(vmId);
      return vm?.State === 'Running' ? [[vmId, vm]] : [];
    });
    if (running.length === 0) return new Map();
    const items = await this.#pairsOf(
      running.map(([, { Id }]) => Id),
      signal,
    );
    const neighbors = await this.#neighborsOf(
      running.map(([, vm]) => vm),
      signal,
    );
    return new Map(
      running.flatMap(([vmId, vm]): [string, GuestReport][] => {
        const own = items.filter(({ VMId }) => VMId === vm.Id);
        const addresses = [...addressesOf(vm, own, neighbors)];
        const cloudInit = cloudInitOfKvp(own);
        return addresses.length > 0 || cloudInit !== null ? [[vmId, { addresses, cloudInit }]] : [];
      }),
    );
  }

  async #pairsOf(hypervIds: readonly string[], signal: AbortSignal): Promise<readonly KvpItem[]> {
    const items: KvpItem[] = [];
    for (let at = 0; at < hypervIds.length; at += vmsOfCall) {
      const question = call('Get-BusbarKvp', { VMId: hypervIds.slice(at, at + vmsOfCall) }, 'BusbarKvp');
      items.push(...parseResults(KvpItem, await this.#host.query(question, signal)));
    }
    return items;
  }

  async #neighborsOf(vms: readonly VmSummary[], signal: AbortSignal): Promise<readonly Neighbor[]> {
    const MacAddress = vms.flatMap(silentMacs);
    if (MacAddress.length === 0) return [];
    const question = call('Get-BusbarNeighbor', { MacAddress }, 'BusbarNeighbor');
    return parseResults(Neighbor, await this.#host.query(question, signal));
  }
}

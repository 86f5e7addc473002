/** One simulated host: its records, its files, its guests, and who wants to hear of changes. Knows no cmdlets. */

import type { HypervEvent } from '../../hyperv-host.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { Guests } from '../guests/guests.ts';
import type { SerialPorts } from '../guests/serial-ports.ts';
import { HostFiles } from '../state/host-files.ts';
import { folderOf } from '../state/host-path.ts';
import type { HostRecord, Vm, VmState } from '../state/model.ts';
import { configurationPath, writeConfiguration } from '../vm/configuration-file.ts';
import type { Faults } from './faults.ts';
import type { HostStore, StoredHost } from './host-store.ts';
import type { Latency } from './latency.ts';

export type SimulatedHostDeps = {
  readonly store: HostStore;
  readonly stored: StoredHost;
  readonly guests: (host: SimulatedHost) => Guests;
  readonly serialPorts: SerialPorts;
  readonly faults: Faults;
  readonly latency: Latency;
  readonly now: () => number;
  readonly newId: () => string;
  /** How long a forced shutdown waits for the guest. Hyper-V: five minutes. */
  readonly shutdownGraceMs: number;
  /** Another host that this one knows by its name; null for none. */
  readonly findHost: (name: string) => Promise<SimulatedHost | null>;
};

/** Where an operation that was cut short by the end of the simulator leaves a VM. */
const settled: Partial<Record<VmState, VmState>> = {
  Starting: 'Off',
  Stopping: 'Off',
  Reset: 'Running',
  Saving: 'Running',
  Pausing: 'Running',
  Resuming: 'Paused',
};

export class SimulatedHost {
  readonly record: HostRecord;
  readonly files: HostFiles;
  readonly guests: Guests;
  readonly faults: Faults;
  readonly latency: Latency;
  readonly now: () => number;
  readonly newId: () => string;
  readonly shutdownGraceMs: number;
  readonly serialPorts: SerialPorts;
  readonly findHost: SimulatedHostDeps['findHost'];
  readonly #store: HostStore;
  readonly #vms: Map<string, Vm>;
  readonly #typed = new Map<string, string[]>();
  readonly #listeners = new Set<(event: HypervEvent) => void>();
  /** What listeners know: power state and name, as Windows' own events tell. */
  readonly #told = new Map<string, string>();

  constructor(deps: SimulatedHostDeps) {
    this.#store = deps.store;
    this.serialPorts = deps.serialPorts;
    this.record = deps.stored.record;
    this.files = new HostFiles(deps.stored.files, () =>
      this.#store.filesChanged(() => this.files.toRecord()),
    );
    this.#vms = new Map(deps.stored.vms.map((vm) => [vm.id, vm]));
    this.faults = deps.faults;
    this.latency = deps.latency;
    this.now = deps.now;
    this.newId = deps.newId;
    this.shutdownGraceMs = deps.shutdownGraceMs;
    this.findHost = deps.findHost;
    for (const vm of this.#vms.values()) this.#told.set(vm.id, toldOf(vm));
    this.guests = deps.guests(this);
  }

  /** In the order in which they were made. */
  vms(): readonly Vm[] {
    return [...this.#vms.values()];
  }

  /** @throws HypervError `ObjectNotFound`. */
  needVm(id: string): Vm {
    const vm = this.#vms.get(id.toLowerCase());
    if (vm !== undefined) return vm;
    throw new HypervError('ObjectNotFound', `Hyper-V was unable to find a virtual machine with ID ${id}.`);
  }

  async addVm(vm: Vm): Promise<void> {
    await this.writeConfigurationFile(vm);
    this.#vms.set(vm.id, vm);
    this.changed(vm);
  }

  async removeVm(vm: Vm): Promise<void> {
    await this.forgetConfigurationFile(vm);
    this.#vms.delete(vm.id);
    this.#typed.delete(vm.id);
    this.#told.delete(vm.id);
    this.serialPorts.forget(vm.id);
    this.#store.vmGone(vm.id);
    this.#tell({ kind: 'gone', vmId: vm.id });
  }

  /** Applies a change to a VM, keeps it, and tells those who watch when it is one that Windows tells. */
  changed(vm: Vm, change?: () => unknown): void {
    change?.();
    if (!this.#vms.has(vm.id)) return;
    this.#store.vmChanged(vm);
    this.serialPorts.follow(vm);
    const told = toldOf(vm);
    if (this.#told.get(vm.id) === told) return;
    this.#told.set(vm.id, told);
    this.#tell({ kind: 'changed', vmId: vm.id });
  }

  hostChanged(): void {
    this.#store.recordChanged(this.record);
  }

  /** What was typed into a VM since the simulator began. */
  typed(vm: Vm): string[] {
    const typed = this.#typed.get(vm.id) ?? [];
    this.#typed.set(vm.id, typed);
    return typed;
  }

  /** Returns how to stop listening. */
  listen(listener: (event: HypervEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async writeConfigurationFile(vm: Vm): Promise<void> {
    const path = configurationPath(vm.path, vm.id);
    await writeConfiguration(this.files, path, { vm, switchNames: {} });
  }

  async forgetConfigurationFile(vm: Vm): Promise<void> {
    const path = configurationPath(vm.path, vm.id);
    await this.files.remove(path);
    await this.files.removeEmptyFolder(folderOf(path));
  }

  /** After a restart: what was going on is over, and guests that died meanwhile are off. */
  async settle(): Promise<void> {
    for (const vm of this.vms()) {
      const state = settled[vm.state] ?? vm.state;
      const isLost =
        ['Running', 'Paused'].includes(state) && this.guests.isReal(vm) && !(await this.guests.isRunning(vm));
      const next = isLost ? 'Off' : state;
      if (vm.state === next && vm.operationalStatus === 'Ok') {
        this.serialPorts.follow(vm);
        continue;
      }
      this.changed(vm, () => {
        vm.state = next;
        vm.operationalStatus = 'Ok';
      });
    }
    await this.flush();
  }

  /** Turns off VMs whose guests are no longer there: they shut themselves down, or died. */
  async noticeEndedGuests(): Promise<void> {
    for (const vm of this.vms()) {
      if (!isOn(vm) || !this.guests.isReal(vm) || (await this.guests.isRunning(vm))) continue;
      // An operation may have begun meanwhile; it then says how the VM ends up.
      if (!isOn(vm)) continue;
      this.changed(vm, () => {
        vm.state = 'Off';
        vm.startedAt = null;
      });
      await this.flush();
    }
  }

  /** What a call has changed is on disk before it is answered, and its COM ports are there. */
  async flush(): Promise<void> {
    await this.serialPorts.settled();
    await this.#store.flush();
  }

  #tell(event: HypervEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

const toldOf = (vm: Vm): string => JSON.stringify([vm.state, vm.name]);

const isOn = (vm: Vm): boolean => vm.state === 'Running' || vm.state === 'Paused';

/** From a finished disk to a defined VM, whatever an earlier attempt has left half done. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmSpecification } from '../driver.ts';
import { KeyedMutex } from '../vms/keyed-mutex.ts';
import { checkSpecification } from '../vms/vm-record.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { call, vmOf } from './call.ts';
import type { HypervDisks } from './hyperv-disks.ts';
import { planAdapters } from './hyperv-hardware.ts';
import type { HypervHost } from './hyperv-host.ts';
import { switchTurn } from './hyperv-switches.ts';
import { readMark } from './ownership-mark.ts';
import { checkHypervSizes, defineCalls, newVmCall, type VmDefinition } from './plan-vm.ts';
import { isOff } from './power-of-state.ts';
import {
  AdapterResult,
  DriveResult,
  NewVmResult,
  parseResult,
  parseResults,
  SecurityResult,
  type VmSummary,
} from './results.ts';
import type { Inventory, VmInventory } from './vm-inventory.ts';
import type { VmRecords } from './vm-records.ts';

export type VmDefinerDeps = {
  readonly host: HypervHost;
  readonly store: VmStore;
  readonly records: VmRecords;
  readonly disks: HypervDisks;
  readonly inventory: VmInventory;
  /** Shared with the switches: none goes between being chosen and being connected. */
  readonly switchTurns: KeyedMutex;
};

export class VmDefiner {
  readonly #deps: VmDefinerDeps;
  /** Between the look for a name and the making of a VM with it. */
  readonly #names = new KeyedMutex();

  constructor(deps: VmDefinerDeps) {
    this.#deps = deps;
  }

  /** Idempotent; see HypervisorDriver.createVm. */
  async define(vm: VmSpecification, signal: AbortSignal): Promise<void> {
    checkSpecification(vm);
    checkHypervSizes(vm);
    const { host, disks, records, store } = this.#deps;
    const { secureBoot, image, data } = await disks.get(vm.vmId);
    const made = await this.#names.run('names', () => this.#findOrMake(vm, signal));
    if (made === null) return;
    await this.#deps.switchTurns.run(switchTurn, async () => {
      const adapters = await planAdapters(host, vm, signal);
      const now = await this.#lookAt(made, signal);
      const dataDisks = data.map((name) => store.pathOf(vm.vmId, name));
      const definition = { vm, secureBoot, adapters, dataDisks, hypervId: made, ...now };
      for (const step of defineCalls(definition)) await host.work(step, { signal });
    });
    await records.write(vm.vmId, { hypervId: made, image });
  }

  /** Its id; `null` when it is defined already. */
  async #findOrMake(vm: VmSpecification, signal: AbortSignal): Promise<string | null> {
    const { host, records, disks, store, inventory } = this.#deps;
    const found = await inventory.look(signal);
    const own = found.vms.get(vm.vmId);
    for (const surplus of found.surplus.get(vm.vmId) ?? []) await this.#removeUnfinished(surplus, signal);
    if (own !== undefined && (await this.#isComplete(vm.vmId, own))) {
      await records.write(vm.vmId, { hypervId: own.Id, image: vm.image });
      return null;
    }
    refuseTakenName(vm, found);
    if (own !== undefined) {
      requireOff(own);
      return own.Id;
    }
    const paths = { disk: disks.pathOf(vm.vmId), folder: store.pathOf(vm.vmId) };
    const { Id } = parseResult(NewVmResult, await host.work(newVmCall(vm, paths), { signal }));
    return Id;
  }

  /** The record is written last, the mark last but one: either says that all settings are made. */
  async #isComplete(vmId: string, summary: VmSummary): Promise<boolean> {
    const record = await this.#deps.records.read(vmId);
    return record?.hypervId === summary.Id || readMark(summary.Notes)?.vmId === vmId;
  }

  async #removeUnfinished({ Id }: VmSummary, signal: AbortSignal): Promise<void> {
    await this.#deps.host.work(call('Remove-VM', { VM: vmOf(Id), Force: true }), { signal });
  }

  /** What an earlier attempt, or `New-VM` itself, has left in it. */
  async #lookAt(
    hypervId: string,
    signal: AbortSignal,
  ): Promise<Pick<VmDefinition, 'present' | 'drives' | 'hasTpm'>> {
    const VM = vmOf(hypervId);
    const { host } = this.#deps;
    const adapters = await host.query(call('Get-VMNetworkAdapter', { VM }, 'VMNetworkAdapter'), signal);
    const drives = await host.query(call('Get-VMHardDiskDrive', { VM }, 'VMHardDiskDrive'), signal);
    const security = await host.query(call('Get-VMSecurity', { VM }, 'VMSecurity'), signal);
    return {
      present: parseResults(AdapterResult, adapters),
      drives: parseResults(DriveResult, drives),
      hasTpm: parseResult(SecurityResult, security).TpmEnabled ?? false,
    };
  }
}

/** Hyper-V itself allows any number of VMs of one name. */
function refuseTakenName({ vmId, name }: VmSpecification, { all, vms, surplus }: Inventory): void {
  const own = [vms.get(vmId), ...(surplus.get(vmId) ?? [])].map((summary) => summary?.Id);
  const isTaken = all.some(({ Id, Name }) => !own.includes(Id) && Name.toLowerCase() === name.toLowerCase());
  if (!isTaken) return;
  throw new AppError('already-exists', `This host already has a VM named "${name}". Choose another name.`);
}

function requireOff({ State, Name }: VmSummary): void {
  if (isOff(State)) return;
  throw new AppError(
    'precondition-failed',
    `"${Name}" was only half made, and is ${State} now. Turn it off in Hyper-V; then it can be finished or deleted.`,
  );
}

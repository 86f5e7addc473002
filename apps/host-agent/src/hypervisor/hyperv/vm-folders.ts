/**
 * Where files of our VMs may be: each has a folder of its own, named by its id, in the driver's state and in every place
 * that the host's configuration names. Where a VM's files are is not kept: Hyper-V says it.
 */
import { dirname } from 'node:path';
import { ownPlace } from '@busbar/shared/domain/place';
import { VmStore } from '../vms/vm-store.ts';
import { isInside } from './file-path.ts';
import type { VmSummary } from './results.ts';

export class VmFolders {
  /** By name; the driver's own first, which also has the records. */
  readonly places: ReadonlyMap<string, VmStore>;
  readonly #own: VmStore;

  constructor(own: VmStore, named: ReadonlyMap<string, string>) {
    this.#own = own;
    this.places = new Map([
      [ownPlace, own],
      ...[...named].map(([name, path]) => [name, new VmStore(path, 'hyperv')] as const),
    ]);
  }

  all(vmId: string): readonly string[] {
    return [...this.places.values()].map((store) => store.pathOf(vmId));
  }

  isOurs(vmId: string, path: string): boolean {
    return this.all(vmId).some((folder) => isInside(path, folder));
  }

  /** The place that has all of the VM; null when none has. */
  placeOf(vmId: string, vm: VmSummary): string | null {
    const paths = [vm.Path || vm.ConfigurationLocation, ...vm.HardDrives.map(({ Path }) => Path ?? '')];
    for (const [name, store] of this.places)
      if (paths.every((path) => isInside(path, store.pathOf(vmId)))) return name;
    return null;
  }

  /** Where its further disks are made: beside the one that it boots from, if that is in a folder of its own. */
  folderFor(vmId: string, vm: VmSummary | null): string {
    const system = vm?.HardDrives.find(
      ({ ControllerNumber, ControllerLocation }) => ControllerNumber === 0 && ControllerLocation === 0,
    );
    const path = system?.Path ?? '';
    return this.isOurs(vmId, path) ? dirname(path) : this.#own.pathOf(vmId);
  }
}

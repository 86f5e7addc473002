import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Progress, VmSpecification } from '../hypervisor/driver.ts';
import { type ExportedVm, type Exporting, requireExportable } from '../hypervisor/exporting.ts';

export type MemoryExportingDeps = {
  readonly read: (vmId: string) => Promise<VmSpecification & Pick<ExportedVm, 'power'>>;
  readonly hasFullDisk: () => boolean;
  readonly say: (what: string) => Promise<void>;
  readonly checkpoint: (name: string) => void;
};

/** Where a process may be killed. */
export const halfCopied = 'copy-disks:half';
const halves = ['first half\n', 'second half\n'] as const;

/** Of the driver for tests: a disk of two halves, between which a test may stop it. */
export class MemoryExporting implements Exporting {
  /** Set by tests of a cancel: the second half is never written. */
  hangs = false;
  readonly #deps: MemoryExportingDeps;

  constructor(deps: MemoryExportingDeps) {
    this.#deps = deps;
  }

  async look(vmId: string): Promise<ExportedVm> {
    const { name, image, cpuCount, memoryBytes, diskBytes, network, power } = await this.#deps.read(vmId);
    requireExportable(power, ['stopped']);
    const bytes = halves.join('').length;
    return { vmId, name, image, cpuCount, memoryBytes, diskBytes, network, power, bytes };
  }

  async copyInto(vmId: string, folder: string, progress: Progress, signal: AbortSignal): Promise<ExportedVm> {
    const vm = await this.look(vmId);
    const disk = join(folder, 'disk');
    await writeFile(disk, halves[0]);
    progress(halves[0].length, vm.bytes);
    this.#deps.checkpoint(halfCopied);
    if (this.#deps.hasFullDisk())
      throw new AppError('insufficient-storage', 'There is no room for the copy.');
    if (this.hangs) await delay(2 ** 31 - 1, undefined, { signal });
    await writeFile(disk, halves.join(''));
    progress(vm.bytes, vm.bytes);
    await this.#deps.say('copy-disks');
    return vm;
  }

  async diskOf(folder: string): Promise<string> {
    return join(folder, 'disk');
  }

  /** Nothing of it outlives its process. */
  async settle(): Promise<void> {}
}

import { constants, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { storageError } from '../../storage/storage-error.ts';
import type { Progress } from '../driver.ts';
import { type ExportedVm, type Exporting, requireExportable } from '../exporting.ts';
import { runProgram } from '../process/run-program.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import type { VmProcesses } from '../vms/vm-processes.ts';
import type { VmStore } from '../vms/vm-store.ts';

export type QemuExportingDeps = {
  readonly store: VmStore;
  readonly processes: Pick<VmProcesses, 'find'>;
  /** Shared with the driver: the VM is not started while its disk is read. */
  readonly turns: KeyedMutex;
};

/** The job has a deadline of its own. */
const copyDeadlineMs = 24 * 60 * 60_000;
/** What the machine needs beside its disk. */
const smallFiles = ['kernel', 'initrd', 'disk.json'] as const;
const Measure = z.object({ required: z.number().int().min(0) });

/**
 * The disk without its base, the kernel, and what the machine is made with. Of a VM that is off: QEMU, which has the disk
 * open while it runs, would have to copy it itself. Checkpoints stay behind in the VM's own disk.
 */
export class QemuExporting implements Exporting {
  readonly #deps: QemuExportingDeps;

  constructor(deps: QemuExportingDeps) {
    this.#deps = deps;
  }

  async look(vmId: string, signal: AbortSignal): Promise<ExportedVm> {
    const { store, processes } = this.#deps;
    const { media: _media, resumesFrom: _resumesFrom, ...vm } = await store.get(vmId);
    const power = (await processes.find(vmId))?.power ?? 'stopped';
    requireExportable(power, ['stopped']);
    const measure = ['measure', '--output=json', '-f', 'qcow2', '-O', 'qcow2', 'disk.qcow2'];
    const text = await runProgram('qemu-img', measure, { cwd: store.pathOf(vmId), signal });
    return { ...vm, power, bytes: Measure.parse(JSON.parse(text)).required };
  }

  copyInto(vmId: string, folder: string, progress: Progress, signal: AbortSignal): Promise<ExportedVm> {
    const { store, turns } = this.#deps;
    return turns.run(vmId, async () => {
      const vm = await this.look(vmId, signal);
      const cwd = store.pathOf(vmId);
      try {
        for (const name of smallFiles)
          await copyFile(join(cwd, name), join(folder, name), constants.COPYFILE_FICLONE);
        await this.#copyDisk(
          cwd,
          join(folder, 'disk.qcow2'),
          (part) => progress(part * vm.bytes, vm.bytes),
          signal,
        );
      } catch (error) {
        throw storageError(error);
      }
      return vm;
    });
  }

  /** qemu-img ends with this process: whoever reads what it says is gone. */
  async settle(): Promise<void> {}

  async #copyDisk(
    cwd: string,
    target: string,
    onPart: (part: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const args = ['convert', '-p', '-f', 'qcow2', '-O', 'qcow2', 'disk.qcow2', target];
    await runProgram('qemu-img', args, {
      cwd,
      signal,
      deadlineMs: copyDeadlineMs,
      onOutput: (text) => {
        const percent = lastPercent(text);
        if (percent !== null) onPart(percent / 100);
      },
    });
  }
}

/** qemu-img says `    (12.34/100%)` and a carriage return, again and again. */
export function lastPercent(text: string): number | null {
  const last = [...text.matchAll(/\((\d{1,3}(?:\.\d+)?)\/100%\)/g)].at(-1)?.[1];
  return last === undefined ? null : Math.min(100, Number(last));
}

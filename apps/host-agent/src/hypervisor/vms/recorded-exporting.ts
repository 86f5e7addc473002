import { join } from 'node:path';
import { storageError } from '../../storage/storage-error.ts';
import type { Progress } from '../driver.ts';
import { type ExportedVm, type Exporting, requireExportable } from '../exporting.ts';
import type { KeyedMutex } from './keyed-mutex.ts';
import type { VmProcesses } from './vm-processes.ts';
import type { VmStore } from './vm-store.ts';

/** The files of one VM that is off, and where they go. */
export type VmFiles = {
  /** The VM's own folder. */
  readonly from: string;
  readonly vmId: string;
  readonly signal: AbortSignal;
};
export type CopyFiles = VmFiles & {
  readonly into: string;
  /** As measured. */
  readonly bytes: number;
  /** How much of it is done, from 0 to 1. */
  readonly onPart: (part: number) => void;
};

export type RecordedExportingDeps = {
  readonly store: VmStore;
  readonly processes: Pick<VmProcesses, 'find'>;
  /** Shared with the driver: the VM is not started while its files are read. */
  readonly turns: KeyedMutex;
  /** What `copy` calls the disk. */
  readonly diskName: string;
  /** About how many bytes `copy` will write. */
  readonly measure: (files: VmFiles) => Promise<number>;
  /** Its programs end with this process, or write to files that have lost their names. */
  readonly copy: (files: CopyFiles) => Promise<void>;
};

/** Of VMs that are files of ours while they are off: what is written meanwhile would not fit together. */
export class RecordedExporting implements Exporting {
  readonly #deps: RecordedExportingDeps;

  constructor(deps: RecordedExportingDeps) {
    this.#deps = deps;
  }

  async look(vmId: string, signal: AbortSignal): Promise<ExportedVm> {
    const { store, processes, measure } = this.#deps;
    const { media: _media, resumesFrom: _resumesFrom, ...vm } = await store.get(vmId);
    const power = (await processes.find(vmId))?.power ?? 'stopped';
    requireExportable(power, ['stopped']);
    return { ...vm, power, bytes: await measure({ from: store.pathOf(vmId), vmId, signal }) };
  }

  copyInto(vmId: string, folder: string, progress: Progress, signal: AbortSignal): Promise<ExportedVm> {
    const { store, turns, copy } = this.#deps;
    return turns.run(vmId, async () => {
      const vm = await this.look(vmId, signal);
      const onPart = (part: number): void => progress(Math.round(Math.min(1, part) * vm.bytes), vm.bytes);
      try {
        const { bytes } = vm;
        await copy({ from: store.pathOf(vmId), vmId, into: folder, bytes, onPart, signal });
      } catch (error) {
        throw storageError(error);
      }
      onPart(1);
      return vm;
    });
  }

  async diskOf(folder: string): Promise<string> {
    return join(folder, this.#deps.diskName);
  }

  /** Nothing of it goes on by itself. */
  async settle(): Promise<void> {}
}

/** A checkpoint as a VM of its own: its state is read out of the snapshots in the disks. Its memory stays behind. */
import { storageError } from '../../storage/storage-error.ts';
import type { Progress } from '../driver.ts';
import type { CheckpointCopy, CheckpointExporting, ExportedVm, Exporting } from '../exporting.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { findMade, readKept } from './checkpoint-records.ts';
import { copyVm, measureDisks } from './qemu-exporting.ts';

export type QemuCheckpointExportingDeps = {
  readonly store: VmStore;
  readonly exporting: Pick<Exporting, 'look'>;
  /** Shared with the driver: neither VM nor checkpoint changes while it is read. */
  readonly turns: KeyedMutex;
};

export class QemuCheckpointExporting implements CheckpointExporting {
  readonly #deps: QemuCheckpointExportingDeps;

  constructor(deps: QemuCheckpointExportingDeps) {
    this.#deps = deps;
  }

  copyInto(
    { vmId, checkpointId, folder }: CheckpointCopy,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<ExportedVm> {
    const { store, exporting, turns } = this.#deps;
    return turns.run(vmId, async () => {
      const vm = await exporting.look(vmId, signal);
      const { id: snapshot, size, machine } = findMade(await readKept(store, vmId), checkpointId);
      const files = { from: store.pathOf(vmId), vmId, signal, snapshot };
      const bytes = await measureDisks(files);
      const onPart = (part: number): void => progress(Math.round(Math.min(1, part) * bytes), bytes);
      try {
        await copyVm({ ...files, into: folder, bytes, onPart });
      } catch (error) {
        throw storageError(error);
      }
      onPart(1);
      // With memory, its disks are as after a power cut.
      return { ...vm, ...size, bytes, power: machine === null ? 'stopped' : 'running' };
    });
  }
}

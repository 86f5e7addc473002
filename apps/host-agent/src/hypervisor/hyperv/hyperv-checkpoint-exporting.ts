/**
 * A checkpoint as a VM of its own: `Export-VMSnapshot` joins its chains of disks. Its memory, which would begin to run a
 * second time under the same name and addresses, stays unused: what is made of the copy boots from its disks.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { type Checkpoints, findCheckpoint } from '../checkpoints.ts';
import type { Progress } from '../driver.ts';
import type { CheckpointCopy, CheckpointExporting, ExportedVm, Exporting } from '../exporting.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import { call } from './call.ts';
import { fileNameOf, writeCopiedVm } from './copied-vm.ts';
import { checkpointOf } from './hyperv-checkpoints.ts';
import type { HypervDisks } from './hyperv-disks.ts';
import { copyTimeoutMs } from './hyperv-exporting.ts';
import type { HypervHost } from './hyperv-host.ts';
import { DriveResult, parseResults } from './results.ts';
import type { VmInventory } from './vm-inventory.ts';

export type HypervCheckpointExportingDeps = {
  readonly host: HypervHost;
  readonly inventory: VmInventory;
  readonly disks: Pick<HypervDisks, 'find'>;
  readonly checkpoints: Pick<Checkpoints, 'list'>;
  readonly exporting: Pick<Exporting, 'look'>;
  /** Shared with the driver: one change of a VM at a time. */
  readonly turns: KeyedMutex;
};

export class HypervCheckpointExporting implements CheckpointExporting {
  readonly #deps: HypervCheckpointExportingDeps;

  constructor(deps: HypervCheckpointExportingDeps) {
    this.#deps = deps;
  }

  copyInto(
    { vmId, checkpointId, folder }: CheckpointCopy,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<ExportedVm> {
    const { host, inventory, disks, checkpoints, exporting, turns } = this.#deps;
    return turns.run(vmId, async () => {
      const vm = await exporting.look(vmId, signal);
      const { hasMemory } = findCheckpoint(await checkpoints.list(vmId, signal), checkpointId);
      const now = await inventory.get(vmId, signal);
      const VMSnapshot = checkpointOf(now, checkpointId);
      const asked = await host.query(call('Get-VMHardDiskDrive', { VMSnapshot }, 'VMHardDiskDrive'), signal);
      await host.work(
        { ...call('Export-VMSnapshot', { VMSnapshot, Path: folder }), asJob: true },
        {
          signal,
          timeoutMs: copyTimeoutMs,
          onProgress: (percent) => progress(Math.round((percent / 100) * vm.bytes), vm.bytes),
        },
      );
      const copied = await readdir(join(folder, now.Name, 'Virtual Hard Disks'));
      const drives = parseResults(DriveResult, asked).map((drive) => ({
        ...drive,
        Path: copiedNameOf(fileNameOf(drive.Path ?? ''), copied),
      }));
      const secureBoot = (await disks.find(vmId))?.secureBoot ?? 'off';
      await writeCopiedVm(folder, { name: now.Name, drives, secureBoot });
      // With memory, its disks are as after a power cut.
      return { ...vm, power: hasMemory ? 'running' : 'stopped' };
    });
  }
}

/** Without what a checkpoint adds: `_` and a GUID, and the `a` of an automatic disk. */
const stemOf = (name: string): string => name.replace(/(_[0-9a-f-]{36})?\.a?vhdx?$/i, '').toLowerCase();

/** Which of the copied files is the joined disk: Hyper-V does not say what it calls it. Pure. @throws `internal` */
export function copiedNameOf(name: string, copied: readonly string[]): string {
  const fits = copied.filter((each) => stemOf(each) === stemOf(name));
  const [found] = fits;
  if (found !== undefined && fits.length === 1) return found;
  throw new AppError(
    'internal',
    `Of the disk ${name} there are ${fits.length} copies: ${copied.join(', ')}.`,
  );
}

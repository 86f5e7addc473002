import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { storageError } from '../../storage/storage-error.ts';
import type { Progress } from '../driver.ts';
import { type ExportedVm, type Exporting, requireExportable } from '../exporting.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import type { VmProcesses } from '../vms/vm-processes.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { runMapped } from './run-mapped.ts';
import type { SandboxDisks } from './sandbox-disks.ts';

export type SandboxExportingDeps = {
  readonly store: VmStore;
  readonly processes: Pick<VmProcesses, 'find'>;
  readonly disks: Pick<SandboxDisks, 'planOf'>;
  /** Shared with the driver: the VM is not started while its folders are read. */
  readonly turns: KeyedMutex;
};

const archiveName = 'root.tar';
/** tar's unit of writing. */
const recordBytes = 10_240;
/** Sparse files stay small; owners are those that the guest sees. */
const tar = ['tar', '--sparse', '--numeric-owner'] as const;

/**
 * The guest's own folders as a tar; its programs come from whatever machine it is imported on. Of a VM that is off: files
 * that are written meanwhile would not fit together.
 */
export class SandboxExporting implements Exporting {
  readonly #deps: SandboxExportingDeps;

  constructor(deps: SandboxExportingDeps) {
    this.#deps = deps;
  }

  async look(vmId: string, signal: AbortSignal): Promise<ExportedVm> {
    const { store, processes } = this.#deps;
    const { media: _media, resumesFrom: _resumesFrom, ...vm } = await store.get(vmId);
    const power = (await processes.find(vmId))?.power ?? 'stopped';
    requireExportable(power, ['stopped']);
    return { ...vm, power, bytes: await this.#measure(vmId, signal) };
  }

  copyInto(vmId: string, folder: string, progress: Progress, signal: AbortSignal): Promise<ExportedVm> {
    return this.#deps.turns.run(vmId, async () => {
      const vm = await this.look(vmId, signal);
      try {
        await using archive = await open(join(folder, archiveName), 'wx', 0o600);
        const onRecords = (records: number): void =>
          progress(Math.min(records * recordBytes, vm.bytes), vm.bytes);
        await this.#archive(vmId, archive, onRecords, signal);
      } catch (error) {
        throw storageError(error);
      }
      progress(vm.bytes, vm.bytes);
      return vm;
    });
  }

  /** A tar that is left of an earlier process writes to a file that has lost its name, and ends by itself. */
  async settle(): Promise<void> {}

  async #archive(
    vmId: string,
    output: FileHandle,
    onRecords: (records: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const said = ['--checkpoint=100', '--checkpoint-action=echo=%u'];
    const onError = (text: string): void => {
      const records = /^tar: (\d+)$/m.exec(text)?.[1];
      if (records !== undefined) onRecords(Number(records));
    };
    await this.#run(vmId, [...said, '--create', '--file=-', '.'], { output, onError, signal });
  }

  /** tar reads no file's content for a tape that is /dev/null, and says how many bytes it has written. */
  async #measure(vmId: string, signal: AbortSignal): Promise<number> {
    let words = '';
    const onError = (text: string): void => {
      words = (words + text).slice(-1000);
    };
    await this.#run(vmId, ['--totals', '--create', '--file=/dev/null', '.'], { onError, signal });
    return Number(/Total bytes written: (\d+)/.exec(words)?.[1] ?? 0);
  }

  async #run(
    vmId: string,
    args: readonly string[],
    options: Omit<Parameters<typeof runMapped>[1], 'plan' | 'cwd'>,
  ): Promise<void> {
    const { store, disks } = this.#deps;
    const plan = await disks.planOf(vmId);
    await runMapped([...tar, ...args], { ...options, plan, cwd: store.pathOf(vmId, 'root') });
  }
}

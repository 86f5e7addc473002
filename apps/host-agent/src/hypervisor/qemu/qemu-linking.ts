/**
 * Linked clones by hard links: what a VM's disk is now gets a second name, `frozen-<layer>.qcow2`, and an overlay on it
 * takes the disk's own name. The clone has links to the frozen disk and all below it in its own folder, so that each of
 * both may be deleted first. Snapshots inside the disk would be left below, where nothing returns to them.
 */
import { link, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { storageError } from '../../storage/storage-error.ts';
import type { VmSpecification } from '../driver.ts';
import { keepsLayer, type Linking, requireLinkable } from '../linking.ts';
import { runProgram } from '../process/run-program.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import type { VmProcesses } from '../vms/vm-processes.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { readKept } from './checkpoint-records.ts';
import { baseOf, createOverlay, frozenNameOf, type Layer } from './overlays.ts';
import type { QemuDisks } from './qemu-disks.ts';

export type QemuLinkingDeps = {
  readonly store: VmStore;
  readonly processes: Pick<VmProcesses, 'find'>;
  readonly disks: Pick<QemuDisks, 'createOn' | 'get'>;
  /** Shared with the driver: one change of a VM at a time. */
  readonly turns: KeyedMutex;
};

/** The overlay before it takes the disk's name. */
const nextName = 'next.qcow2';
const commitDeadlineMs = 60 * 60_000;

export class QemuLinking implements Linking {
  readonly #deps: QemuLinkingDeps;

  constructor(deps: QemuLinkingDeps) {
    this.#deps = deps;
  }

  async look(sourceId: string): Promise<VmSpecification> {
    const { store } = this.#deps;
    const { media: _media, resumesFrom: _resumesFrom, ...source } = await store.get(sourceId);
    const { checkpoints } = await readKept(store, sourceId);
    const { data } = await this.#deps.disks.get(sourceId);
    const power = await this.#powerOf(sourceId);
    requireLinkable(source.name, { power, checkpointCount: checkpoints.length, dataDiskCount: data.length });
    return source;
  }

  freeze(sourceId: string, layerId: string, signal: AbortSignal): Promise<VmSpecification> {
    return this.#deps.turns.run(sourceId, async () => {
      const cwd = this.#deps.store.pathOf(sourceId);
      const base = frozenNameOf(layerId);
      if ((await baseOf(cwd, 'disk.qcow2', signal)) === base) return this.#deps.store.get(sourceId);
      const source = await this.look(sourceId);
      try {
        await removeUnused(cwd, base);
        await link(join(cwd, 'disk.qcow2'), join(cwd, base));
        await createOverlay(cwd, { base, bytes: null, name: nextName, signal });
        // From here on the frozen disk is nobody's to write.
        await rename(join(cwd, nextName), join(cwd, 'disk.qcow2'));
      } catch (error) {
        throw storageError(error);
      }
      return source;
    });
  }

  createDiskOn(source: Layer, vm: VmSpecification, signal: AbortSignal): Promise<void> {
    const { turns, disks } = this.#deps;
    return turns.run(vm.vmId, () => disks.createOn(source, vm, signal));
  }

  thaw(sourceId: string, layerId: string, signal: AbortSignal): Promise<void> {
    return this.#deps.turns.run(sourceId, async () => {
      const { name } = await this.#deps.store.get(sourceId);
      const cwd = this.#deps.store.pathOf(sourceId);
      const base = frozenNameOf(layerId);
      if ((await baseOf(cwd, 'disk.qcow2', signal)) !== base) return removeUnused(cwd, base);
      const isUsed = (await stat(join(cwd, base))).nlink > 1;
      if (isUsed || (await this.#powerOf(sourceId)) !== 'stopped') throw keepsLayer(name, base);
      // What was written since goes into the frozen disk, which is the VM's alone again.
      const commit = ['commit', '-q', '-d', '-f', 'qcow2', 'disk.qcow2'];
      await runProgram('qemu-img', commit, { cwd, signal, deadlineMs: commitDeadlineMs });
      await rename(join(cwd, base), join(cwd, 'disk.qcow2'));
    });
  }

  async #powerOf(vmId: string): Promise<string> {
    return (await this.#deps.processes.find(vmId))?.power ?? 'stopped';
  }
}

/** What a freezing has left that was cut short before the disk stood on it. */
async function removeUnused(folder: string, base: string): Promise<void> {
  for (const name of [nextName, base]) await rm(join(folder, name), { force: true });
}

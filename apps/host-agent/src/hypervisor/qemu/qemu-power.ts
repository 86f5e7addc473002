/**
 * Starts and ends the QEMU of a VM. One that goes on from the memory of a checkpoint gets a new QEMU, made as the machine
 * was then and not let run, which takes disk and memory from the snapshot; only then the VM is no longer paused, and
 * runs. An agent that is killed on the way leaves a QEMU in which no guest has run, or one that only has to be let run.
 */
import { access } from 'node:fs/promises';
import { toAppError } from '@busbar/shared/errors/app-error';
import { findCheckpoint } from '../checkpoints.ts';
import type { AttachedMedium } from '../driver.ts';
import type { VmProcesses } from '../vms/vm-processes.ts';
import type { VmRecord } from '../vms/vm-record.ts';
import type { VmStore } from '../vms/vm-store.ts';
import type { Accelerator } from './accelerator.ts';
import { readKept } from './checkpoint-records.ts';
import { nodesOf } from './data-disks.ts';
import { runSnapshotJob } from './disk-snapshots.ts';
import { type CdDrive, type QemuCommand, qemuArgs } from './qemu-command.ts';
import type { QemuDisks } from './qemu-disks.ts';
import { endQemu, startQemu } from './qemu-process.ts';
import type { QmpClient } from './qmp-client.ts';

export type QemuPowerDeps = {
  readonly store: VmStore;
  readonly processes: VmProcesses;
  readonly disks: QemuDisks;
  readonly accelerator: (signal: AbortSignal) => Promise<Accelerator>;
  readonly qmp: <T>(vmId: string, signal: AbortSignal, work: (qmp: QmpClient) => Promise<T>) => Promise<T>;
  readonly runtimeFolder: (vmId: string) => string;
};

type MachineToStart = Omit<QemuCommand, 'folder' | 'kernelArguments' | 'drives' | 'dataDisks'>;

/** For QEMU to write what it has buffered after `quit`; then it is killed. */
const quitGraceMs = 5_000;
const cutDeadlineMs = 30_000;

export class QemuPower {
  readonly #deps: QemuPowerDeps;

  constructor(deps: QemuPowerDeps) {
    this.#deps = deps;
  }

  async start(vm: VmRecord, signal: AbortSignal): Promise<void> {
    if (vm.resumesFrom !== undefined) return this.#goOn(vm, vm.resumesFrom, signal);
    if (await this.#deps.processes.isRunning(vm.vmId)) return this.#letRun(vm.vmId, signal);
    const { kind } = await this.#deps.accelerator(signal);
    await this.#startQemu({ vm, accelerator: kind }, signal);
  }

  /** What a paused VM was to go on from is its caller's affair. */
  async cut(vmId: string, signal: AbortSignal): Promise<void> {
    const { store, processes } = this.#deps;
    const identity = await store.readProcess(vmId);
    if (identity !== null && (await processes.isRunning(vmId))) {
      await endQemu(identity, (await this.#askToQuit(vmId, signal)) ? quitGraceMs : 0);
    }
    await processes.forget(vmId);
  }

  async #goOn(vm: VmRecord, checkpointId: string, signal: AbortSignal): Promise<void> {
    const { store, disks, qmp } = this.#deps;
    const { vmId } = vm;
    const { machine } = findCheckpoint((await readKept(store, vmId)).checkpoints, checkpointId);
    // What a killed agent left: no guest has run in it.
    await this.cut(vmId, signal);
    if (machine !== null) {
      const { accelerator, media } = machine;
      await this.#startQemu({ vm: { ...vm, media }, accelerator, isPaused: true }, signal);
      try {
        const load = {
          command: 'snapshot-load',
          tag: checkpointId,
          nodes: nodesOf(await disks.get(vmId)),
        } as const;
        await qmp(vmId, signal, (client) => runSnapshotJob(client, load, signal));
      } catch (error) {
        // Also when it was cancelled, upon which the signal lets nothing be asked.
        await this.cut(vmId, AbortSignal.timeout(cutDeadlineMs));
        throw error;
      }
      await store.setMedia(vmId, media);
    }
    await store.setResumesFrom(vmId, null);
    await this.#letRun(vmId, signal);
  }

  async #letRun(vmId: string, signal: AbortSignal): Promise<void> {
    await this.#deps.qmp(vmId, signal, (client) => client.run('cont', {}, signal));
  }

  async #startQemu(machine: MachineToStart, signal: AbortSignal): Promise<void> {
    const { store, disks, runtimeFolder } = this.#deps;
    const { vmId, media } = machine.vm;
    const { kernelArguments, data: dataDisks } = await disks.get(vmId);
    const drives = await Promise.all(media.map(asDrive));
    const args = qemuArgs({ ...machine, drives, dataDisks, kernelArguments, folder: store.pathOf(vmId) });
    await startQemu({ store, vmId, runtimeFolder: runtimeFolder(vmId), args, signal });
  }

  /** A QEMU that does not answer is killed all the same. */
  async #askToQuit(vmId: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#deps.qmp(vmId, signal, (client) => client.run('quit', {}, signal));
      return true;
    } catch (error) {
      signal.throwIfAborted();
      // It may hang up before its answer is out.
      return toAppError(error).code === 'unavailable';
    }
  }
}

/** A drive belongs to the machine, also when its disc is gone. */
async function asDrive({ role, path }: AttachedMedium): Promise<CdDrive> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  return { role, path: isThere ? path : null };
}

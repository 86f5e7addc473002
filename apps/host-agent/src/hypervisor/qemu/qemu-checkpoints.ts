/**
 * Checkpoints as snapshots inside the VM's qcow2 disks, in each of them. The memory of a running VM is in the snapshot too. To go on from
 * it takes a new QEMU that is the machine of that time (qemu-power.ts); until then the VM counts as paused.
 */
import { randomUUID } from 'node:crypto';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Checkpoint } from '@busbar/shared/protocol/asked-of-host';
import { type Checkpoints, checkCheckpointName, findCheckpoint, refuseTakenName } from '../checkpoints.ts';
import { type FreeBytes, requireFreeBytes } from '../vms/free-bytes.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import type { VmRecord } from '../vms/vm-record.ts';
import {
  checkpointLimit,
  describeKept,
  findMade,
  type Kept,
  type KeptCheckpoint,
  type Machine,
  readKept,
  withCheckpoint,
  withoutCheckpoint,
  writeKept,
} from './checkpoint-records.ts';
import { nodesOf } from './data-disks.ts';
import { disksOfVm } from './disk-record.ts';
import { changeSnapshot, hasSnapshot, runSnapshotJob, settleSnapshotJob } from './disk-snapshots.ts';
import type { QemuPower, QemuPowerDeps } from './qemu-power.ts';

export type QemuCheckpointsDeps = Pick<
  QemuPowerDeps,
  'store' | 'processes' | 'disks' | 'accelerator' | 'qmp'
> & {
  /** Shared with the driver: one change of a VM at a time. */
  readonly turns: KeyedMutex;
  readonly freeBytes: FreeBytes;
  readonly power: QemuPower;
};

export class QemuCheckpoints implements Checkpoints {
  readonly #deps: QemuCheckpointsDeps;
  /** What has begun to change a disk is not cut short by who asked for it. */
  readonly #steadfast = new AbortController().signal;

  constructor(deps: QemuCheckpointsDeps) {
    this.#deps = deps;
  }

  async list(vmId: string): Promise<readonly Checkpoint[]> {
    await this.#deps.store.get(vmId);
    return describeKept(await readKept(this.#deps.store, vmId));
  }

  async create(vmId: string, name: string, signal: AbortSignal): Promise<Checkpoint> {
    checkCheckpointName(name);
    const create = async (vm: VmRecord, kept: Kept): Promise<Checkpoint> => {
      const known = kept.checkpoints.find((checkpoint) => checkpoint.name === name);
      const made = known?.isMade === true ? known : await this.#make(vm, kept, { known, name, signal });
      return findCheckpoint(await this.list(vmId), made.id);
    };
    return this.#change(vmId, signal, create, name);
  }

  apply(vmId: string, checkpointId: string, signal: AbortSignal): Promise<void> {
    return this.#change(vmId, signal, async (_vm, kept) => {
      const { store, power } = this.#deps;
      const checkpoint = findMade(kept, checkpointId);
      await power.cut(vmId, signal);
      for (const disk of await this.#disks(vmId)) await changeSnapshot(disk, '-a', checkpoint.id);
      await store.setSize(vmId, checkpoint.size);
      await store.setResumesFrom(vmId, checkpoint.machine === null ? null : checkpoint.id);
      await writeKept(store, vmId, { ...kept, currentId: checkpoint.id });
    });
  }

  async rename(vmId: string, checkpointId: string, name: string, signal: AbortSignal): Promise<void> {
    checkCheckpointName(name);
    return this.#change(vmId, signal, async (_vm, kept) => {
      const checkpoint = findMade(kept, checkpointId);
      refuseTakenName(kept.checkpoints, name, checkpointId);
      await writeKept(this.#deps.store, vmId, withCheckpoint(kept, { ...checkpoint, name }));
    });
  }

  remove(vmId: string, checkpointId: string, signal: AbortSignal): Promise<void> {
    return this.#change(vmId, signal, async (vm, kept) => {
      const checkpoint = kept.checkpoints.find(({ id }) => id === checkpointId);
      if (checkpoint !== undefined) await this.#remove(vm, kept, checkpoint);
    });
  }

  async #make(
    vm: VmRecord,
    kept: Kept,
    { known, name, signal }: { known: KeptCheckpoint | undefined; name: string; signal: AbortSignal },
  ): Promise<KeptCheckpoint> {
    const { store } = this.#deps;
    const machine = await this.#machineOf(vm, signal);
    if (known === undefined && kept.checkpoints.length >= checkpointLimit) throw tooMany();
    const begun = known ?? {
      ...{ id: randomUUID(), name, parentId: kept.currentId, createdAt: Date.now() },
      ...{ size: sizeOf(vm), machine, isMade: false },
    };
    await writeKept(store, vm.vmId, withCheckpoint(kept, begun));
    try {
      const isThere = known !== undefined && (await this.#isThere(vm.vmId, known));
      if (!isThere) {
        // Of some disks only: it was cut short.
        if (known !== undefined) await this.#forget(vm.vmId, known.id);
        await this.#snapshot(vm, begun.id, machine);
      }
      const now = isThere ? {} : { machine, size: sizeOf(vm) };
      const made = { ...begun, ...now, isMade: true };
      await writeKept(store, vm.vmId, { ...withCheckpoint(kept, made), currentId: made.id });
      return made;
    } catch (error) {
      await writeKept(store, vm.vmId, withoutCheckpoint(kept, begun));
      throw error;
    }
  }

  async #isThere(vmId: string, { id }: KeptCheckpoint): Promise<boolean> {
    return (await this.#holders(vmId, id)).length === (await this.#disks(vmId)).length;
  }

  /** Disks that have it. What an agent that was killed had begun may be done by now, or soon. */
  async #holders(vmId: string, id: string): Promise<readonly string[]> {
    const { processes, qmp } = this.#deps;
    const signal = this.#steadfast;
    if (await processes.isRunning(vmId)) {
      const save = { command: 'snapshot-save', tag: id } as const;
      await qmp(vmId, signal, (client) => settleSnapshotJob(client, save, signal));
    }
    const holders: string[] = [];
    for (const disk of await this.#disks(vmId)) {
      if (await hasSnapshot(disk, id, signal)) holders.push(disk);
    }
    return holders;
  }

  async #snapshot({ vmId, memoryBytes }: VmRecord, id: string, machine: Machine | null): Promise<void> {
    const { store, disks, freeBytes, qmp } = this.#deps;
    if (machine === null) {
      for (const disk of await this.#disks(vmId)) await changeSnapshot(disk, '-c', id);
      return;
    }
    await requireFreeBytes(store.folder, memoryBytes, freeBytes);
    const signal = this.#steadfast;
    const save = { command: 'snapshot-save', tag: id, nodes: nodesOf(await disks.get(vmId)) } as const;
    await qmp(vmId, signal, (client) => runSnapshotJob(client, save, signal));
  }

  /** @throws `precondition-failed` for a VM that has yet to go on from a memory, which no snapshot of it would hold. */
  async #machineOf(vm: VmRecord, signal: AbortSignal): Promise<Machine | null> {
    if (vm.resumesFrom !== undefined) throw notGoneOn();
    if (!(await this.#deps.processes.isRunning(vm.vmId))) return null;
    const { kind } = await this.#deps.accelerator(signal);
    return { media: vm.media, accelerator: kind };
  }

  async #remove(vm: VmRecord, kept: Kept, checkpoint: KeptCheckpoint): Promise<void> {
    const { vmId, resumesFrom } = vm;
    if (resumesFrom === checkpoint.id) throw notGoneOn();
    await this.#forget(vmId, checkpoint.id);
    await writeKept(this.#deps.store, vmId, withoutCheckpoint(kept, checkpoint));
  }

  /** From every disk that has it. */
  async #forget(vmId: string, id: string): Promise<void> {
    const { disks, processes, qmp } = this.#deps;
    const holders = await this.#holders(vmId, id);
    if (holders.length === 0) return;
    const signal = this.#steadfast;
    if (await processes.isRunning(vmId)) {
      const job = { command: 'snapshot-delete', tag: id, nodes: nodesOf(await disks.get(vmId)) } as const;
      await qmp(vmId, signal, (client) => runSnapshotJob(client, job, signal));
    } else for (const disk of holders) await changeSnapshot(disk, '-d', id);
  }

  #change<T>(
    vmId: string,
    signal: AbortSignal,
    work: (vm: VmRecord, kept: Kept) => Promise<T>,
    newName: string | null = null,
  ): Promise<T> {
    const { store, turns } = this.#deps;
    return turns.run(vmId, async () => {
      signal.throwIfAborted();
      const vm = await store.get(vmId);
      // What a killed agent had begun and nobody wants any more: its job was cancelled.
      for (const left of (await readKept(store, vmId)).checkpoints) {
        if (!left.isMade && left.name !== newName) await this.#remove(vm, await readKept(store, vmId), left);
      }
      return work(vm, await readKept(store, vmId));
    });
  }

  async #disks(vmId: string): Promise<readonly string[]> {
    const { store, disks } = this.#deps;
    return disksOfVm(await disks.get(vmId)).map((name) => store.pathOf(vmId, name));
  }
}

const sizeOf = ({ cpuCount, memoryBytes, diskBytes }: VmRecord): KeptCheckpoint['size'] => ({
  cpuCount,
  memoryBytes,
  diskBytes,
});

const notGoneOn = (): AppError =>
  new AppError('precondition-failed', 'The VM has yet to go on from the memory of a checkpoint.', {
    userMessage:
      'The VM is paused at the checkpoint that was applied. Start it, or power it off, then try again. Nothing was changed.',
  });

const tooMany = (): AppError =>
  new AppError('precondition-failed', `The VM already has ${checkpointLimit} checkpoints.`, {
    userMessage: `The VM already has ${checkpointLimit} checkpoints, and no VM has more. Remove one first.`,
  });

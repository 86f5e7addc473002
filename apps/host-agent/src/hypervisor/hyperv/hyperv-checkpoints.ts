import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import {
  type Checkpoint,
  type Checkpoints,
  checkCheckpointName,
  findCheckpoint,
  refuseTakenName,
} from '../checkpoints.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import { checkVmId } from '../vms/vm-record.ts';
import { call, from, vmOf } from './call.ts';
import type { CmdletReference, HypervHost } from './hyperv-host.ts';
import { parseResults, SnapshotResult, type VmSummary } from './results.ts';
import { untilSettled } from './until-settled.ts';
import type { VmInventory } from './vm-inventory.ts';

export type HypervCheckpointsDeps = {
  readonly host: HypervHost;
  readonly inventory: VmInventory;
  /** Shared with the driver: one change of a VM at a time. */
  readonly turns: KeyedMutex;
};

export class HypervCheckpoints implements Checkpoints {
  readonly #deps: HypervCheckpointsDeps;

  constructor(deps: HypervCheckpointsDeps) {
    this.#deps = deps;
  }

  async list(vmId: string, signal: AbortSignal): Promise<readonly Checkpoint[]> {
    checkVmId(vmId);
    return this.#listOf(await this.#deps.inventory.get(vmId, signal), signal);
  }

  async create(vmId: string, name: string, signal: AbortSignal): Promise<Checkpoint> {
    checkCheckpointName(name);
    return this.#change(vmId, signal, async (vm) => {
      const present = (await this.#listOf(vm, signal)).find((checkpoint) => checkpoint.name === name);
      if (present !== undefined) return present;
      const create = call('Checkpoint-VM', { VM: vmOf(vm.Id), SnapshotName: name });
      await this.#deps.host.work({ ...create, asJob: true }, { signal });
      const after = await this.#deps.inventory.get(vmId, signal);
      const made = (await this.#listOf(after, signal)).find((checkpoint) => checkpoint.name === name);
      if (made !== undefined) return made;
      throw new AppError('internal', `Hyper-V made the checkpoint "${name}" and does not list it.`);
    });
  }

  apply(vmId: string, checkpointId: string, signal: AbortSignal): Promise<void> {
    return this.#change(vmId, signal, async (vm) => {
      const restore = call('Restore-VMSnapshot', { VMSnapshot: checkpointOf(vm, checkpointId) });
      await this.#deps.host.work({ ...restore, asJob: true }, { signal });
    });
  }

  async rename(vmId: string, checkpointId: string, name: string, signal: AbortSignal): Promise<void> {
    checkCheckpointName(name);
    return this.#change(vmId, signal, async (vm) => {
      const present = await this.#listOf(vm, signal);
      if (findCheckpoint(present, checkpointId).name === name) return;
      refuseTakenName(present, name, checkpointId);
      const parameters = { VMSnapshot: checkpointOf(vm, checkpointId), NewName: name };
      await this.#deps.host.work(call('Rename-VMSnapshot', parameters), { signal });
    });
  }

  remove(vmId: string, checkpointId: string, signal: AbortSignal): Promise<void> {
    return this.#change(vmId, signal, async (vm) => {
      if (!(await this.#listOf(vm, signal)).some(({ id }) => id === checkpointId)) return;
      const remove = call('Remove-VMSnapshot', { VMSnapshot: checkpointOf(vm, checkpointId) });
      await this.#deps.host.work({ ...remove, asJob: true }, { signal });
    });
  }

  /** Those of people; Hyper-V keeps others for replication and backup. */
  async #listOf(vm: VmSummary, signal: AbortSignal): Promise<readonly Checkpoint[]> {
    const answer = await this.#deps.host.query(
      call('Get-VMSnapshot', { VM: vmOf(vm.Id), SnapshotType: 'Standard' }, 'VMSnapshot'),
      signal,
    );
    return parseResults(SnapshotResult, answer).map((snapshot) => ({
      id: snapshot.Id,
      name: snapshot.Name,
      parentId: snapshot.ParentSnapshotId ?? null,
      createdAt: Date.parse(snapshot.CreationTime),
      isCurrent: vm.ParentSnapshotId === snapshot.Id,
      // One of a VM that was off, and a production checkpoint, say Off.
      hasMemory: snapshot.State === 'Saved',
    }));
  }

  #change<T>(vmId: string, signal: AbortSignal, work: (vm: VmSummary) => Promise<T>): Promise<T> {
    checkVmId(vmId);
    const { inventory, turns } = this.#deps;
    return turns.run(vmId, async () => {
      try {
        // A process of ours that was killed may have begun something.
        await untilSettled(inventory, vmId, signal);
        return await work(await inventory.get(vmId, signal));
      } catch (thrown) {
        throw explain(thrown);
      }
    });
  }
}

/** Never another VM's, whoever asks. */
export const checkpointOf = ({ Id }: VmSummary, checkpointId: string): CmdletReference =>
  from('Get-VMSnapshot', { VM: vmOf(Id) }, { Id: checkpointId });

/** A reference that names nothing is said in terms of what a person chose. */
function explain(thrown: unknown): unknown {
  const error = toAppError(thrown);
  if (error.details.identifier !== 'ObjectNotFound') return thrown;
  return new AppError('not-found', 'The VM has no such checkpoint.', {
    details: error.details,
    cause: thrown,
  });
}

/** An optional ability of a driver (`checkpoints` in its facts): states of a VM that are kept and returned to. */
import { CheckpointName } from '@busbar/shared/domain/checkpoint';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Checkpoint } from '@busbar/shared/protocol/asked-of-host';
import type { HypervisorDriver } from './driver.ts';

export type { Checkpoint };

export interface Checkpoints {
  /** In the order of their making. Error: `not-found` (VM). */
  list(vmId: string, signal: AbortSignal): Promise<readonly Checkpoint[]>;
  /**
   * Keeps the VM as it is; a running one with its memory. Idempotent by name: one that has it already is returned.
   * Errors: `not-found` (VM), `invalid-input` (name), `insufficient-storage`.
   */
  create(vmId: string, name: string, signal: AbortSignal): Promise<Checkpoint>;
  /**
   * Returns the VM to it; what has changed since is lost. Afterwards the VM is off, or paused with the memory of the
   * checkpoint, to go on from there at its next start. Idempotent until then. Error: `not-found`.
   */
  apply(vmId: string, checkpointId: string, signal: AbortSignal): Promise<void>;
  /** Errors: `already-exists` when another checkpoint of the VM has the name; `not-found`. */
  rename(vmId: string, checkpointId: string, name: string, signal: AbortSignal): Promise<void>;
  /** The VM and later checkpoints stay as they are. Idempotent. */
  remove(vmId: string, checkpointId: string, signal: AbortSignal): Promise<void>;
}

export interface HasCheckpoints {
  readonly checkpoints: Checkpoints;
}

/** @throws `unsupported` for a driver without the ability. */
export function checkpointsOf(driver: HypervisorDriver | (HypervisorDriver & HasCheckpoints)): Checkpoints {
  if ('checkpoints' in driver) return driver.checkpoints;
  throw new AppError('unsupported', `VMs of the ${driver.name} driver have no checkpoints.`);
}

/** @throws AppError `invalid-input` */
export function checkCheckpointName(name: string): void {
  const parsed = CheckpointName.safeParse(name);
  if (!parsed.success)
    throw new AppError('invalid-input', parsed.error.issues[0]?.message ?? 'No such name.');
}

/** @throws AppError `already-exists` when another one of them has the name. */
export function refuseTakenName(
  checkpoints: readonly Pick<Checkpoint, 'id' | 'name'>[],
  name: string,
  ownId: string | null = null,
): void {
  if (!checkpoints.some((checkpoint) => checkpoint.name === name && checkpoint.id !== ownId)) return;
  throw new AppError('already-exists', `This VM already has a checkpoint named “${name}”.`, {
    userMessage: `This VM already has a checkpoint named “${name}”. Choose another name; nothing was changed.`,
  });
}

/** @throws AppError `not-found` */
export function findCheckpoint<Found extends Pick<Checkpoint, 'id'>>(
  checkpoints: readonly Found[],
  checkpointId: string,
): Found {
  const found = checkpoints.find(({ id }) => id === checkpointId);
  if (found !== undefined) return found;
  throw new AppError('not-found', 'The VM has no such checkpoint.', {
    userMessage: 'The VM no longer has this checkpoint. Nothing was changed.',
  });
}

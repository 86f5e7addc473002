/**
 * An optional ability of a driver (`linked-cloning` in its facts): VMs that go on from one disk which none of them
 * changes any more. Each has that disk in its own folder too, by another name of the same file, so that any of them may be
 * deleted.
 */
import { AppError } from '@busbar/shared/errors/app-error';
import type { HypervisorDriver, VmSpecification } from './driver.ts';

export interface Linking {
  /**
   * Errors: `not-found`; `precondition-failed`, with what to do, for a VM that is not off, has data disks, or has
   * checkpoints, which a disk that nobody changes could not be returned to.
   */
  look(sourceId: string, signal: AbortSignal): Promise<VmSpecification>;
  /** From now on the source writes beside its disk. `layerId` names the layer: idempotent by it. Errors: those of `look`. */
  freeze(sourceId: string, layerId: string, signal: AbortSignal): Promise<VmSpecification>;
  /** As `HypervisorDriver.createDisk`, on what `freeze` has kept. */
  createDiskOn(
    source: { readonly sourceId: string; readonly layerId: string },
    vm: VmSpecification,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Takes back what `freeze` did, wholly or in part, once no other VM stands on it. Idempotent. Error:
   * `precondition-failed` for a source that was started meanwhile: its disk keeps the layer, and works with it.
   */
  thaw(sourceId: string, layerId: string, signal: AbortSignal): Promise<void>;
}

export interface HasLinking {
  readonly linking: Linking;
}

/** @throws `unsupported` for a driver without the ability. */
export function linkingOf(driver: HypervisorDriver | (HypervisorDriver & HasLinking)): Linking {
  if ('linking' in driver) return driver.linking;
  throw new AppError('unsupported', `The ${driver.name} driver makes no linked clones.`);
}

/** @throws AppError `precondition-failed` */
export function requireLinkable(
  name: string,
  {
    power,
    checkpointCount,
    dataDiskCount,
  }: { readonly power: string; readonly checkpointCount: number; readonly dataDiskCount: number },
): void {
  if (dataDiskCount > 0) {
    throw new AppError('precondition-failed', `${name} has data disks, which a linked clone would lack.`, {
      userMessage: `${name} has data disks, and a linked clone goes on from the system disk alone. Make a full clone, which has them all; nothing was changed.`,
    });
  }
  if (power !== 'stopped') {
    throw new AppError(
      'precondition-failed',
      `${name} is ${power}, and a linked clone is made of one that is off.`,
      {
        userMessage: `${name} is ${power}. A linked clone is made of a VM that is off. Shut it down first; nothing was changed.`,
      },
    );
  }
  if (checkpointCount === 0) return;
  throw new AppError('precondition-failed', `${name} has checkpoints, which a linked clone would cut off.`, {
    userMessage: `${name} has checkpoints, and the disk of a linked clone’s source can no longer be returned to them. Make a full clone, or remove the checkpoints first; nothing was changed.`,
  });
}

/** Why a layer is not taken back: what stands on it, or runs, goes on with it. `base` is the file below. */
export const keepsLayer = (name: string, base: string): AppError =>
  new AppError('precondition-failed', `${name} is in use: its disk stays in two layers, and works so.`, {
    details: { leftBehind: [`${base}, the lower layer of the disk of ${name}`] },
  });

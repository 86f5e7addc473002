/** An optional ability of a driver (`host-moving` in its facts): a VM goes to another host with the same hypervisor. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmDestination } from '@busbar/shared/jobs/vm-move';
import type { HypervisorDriver, Progress } from './driver.ts';

export type HostMove = {
  /** About as many as are copied. */
  readonly bytes: number;
  /** Files of the VM's own folders here that are copied and stay. */
  readonly parents: readonly string[];
};

export interface HostMoving {
  /** Errors: `not-found`; `precondition-failed`, `insufficient-storage`, with what to do. */
  check(vmId: string, to: VmDestination, signal: AbortSignal): Promise<HostMove>;
  /**
   * Resolves once the VM is no longer here. First waits for what the hypervisors still do of an earlier attempt. A VM is on
   * one of both hosts at any time: one that does not get there stays here as it was.
   */
  move(vmId: string, to: VmDestination, progress: Progress, signal: AbortSignal): Promise<void>;
  /** Whether the VM is here, once nothing moves any more. */
  isHere(vmId: string, signal: AbortSignal): Promise<boolean>;
  /** Of a VM that is gone: removes what is left of it. Returns the files that stay because nobody put them on record. */
  letGo(vmId: string, parents: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
}

export interface HasHostMoving {
  readonly hostMoving: HostMoving;
}

/** @throws `unsupported` for a driver without the ability. */
export function hostMovingOf(driver: HypervisorDriver | (HypervisorDriver & HasHostMoving)): HostMoving {
  if ('hostMoving' in driver) return driver.hostMoving;
  throw new AppError('unsupported', `VMs of the ${driver.name} driver stay on their host.`);
}

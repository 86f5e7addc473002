/** An optional ability of a driver (`serial` in its facts): the first serial line of a VM, on which most systems log in. */
import type { Duplex } from 'node:stream';
import type { PowerState } from '@busbar/shared/domain/vm-state';
import { AppError } from '@busbar/shared/errors/app-error';

export interface Serial {
  /**
   * Connects to the line: bytes both ways, from now on. What the guest said before is gone. One connection at a time.
   * Whoever opens it must read: a guest may stall on a line that nobody empties. It ends with the VM's power.
   * Errors: `not-found` (VM); `precondition-failed` unless it runs; `conflict` while another connection is open.
   */
  open(vmId: string, signal: AbortSignal): Promise<Duplex>;
}

export interface HasSerial {
  readonly serial: Serial;
}

/** @throws `unsupported` for a driver without the ability. */
export function serialOf(driver: object & { readonly name: string }): Serial {
  if ('serial' in driver) return (driver as HasSerial).serial;
  throw new AppError('unsupported', `VMs of the ${driver.name} driver have no serial line.`);
}

/** @throws AppError `precondition-failed` */
export function requireRunning(power: PowerState): void {
  if (power === 'running') return;
  throw new AppError('precondition-failed', `The VM is ${power}; it has no console now.`, {
    userMessage: `The VM is ${power}. Start it to see its console.`,
  });
}

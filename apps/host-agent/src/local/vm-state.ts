import type { PowerState } from '@busbar/shared/domain/vm-state';
import type { ObservedVm } from '@busbar/shared/protocol/link';
import { z } from 'zod';

/** The numbers by which clients of vmgenie know a VM's state (Msvm_ComputerSystem.EnabledState, mostly). */
export const vmStates = {
  unknown: 0,
  running: 2,
  off: 3,
  'shutting-down': 4,
  paused: 6,
  suspended: 7,
  starting: 10,
  snapshotting: 11,
  saving: 32773,
  stopping: 32774,
} as const;

/** Asks `state-check` whether the VM has an address that others can reach. */
export const networkReady = 9999;

const known: readonly number[] = Object.values(vmStates);
export const VmState = z
  .number()
  .int()
  .refine((state) => known.includes(state), `It must be one of ${known.join(', ')}.`);

const ofPower: Readonly<Record<PowerState, number>> = {
  starting: vmStates.starting,
  running: vmStates.running,
  stopping: vmStates.stopping,
  stopped: vmStates.off,
  paused: vmStates.paused,
  saved: vmStates.suspended,
  // Its process has ended: it is off, whatever the reason.
  crashed: vmStates.off,
};

export const stateOf = ({ power, isSaved }: Pick<ObservedVm, 'power' | 'isSaved'>): number =>
  ofPower[isSaved === true ? 'saved' : power];

import type { PowerState } from '@busbar/shared/domain/vm-state';

/** Names of `Microsoft.HyperV.PowerShell.VMState` that say what a VM does. */
const powers: Readonly<Record<string, PowerState>> = {
  Running: 'running',
  Off: 'stopped',
  Stopping: 'stopping',
  ForceShutdown: 'stopping',
  Starting: 'starting',
  Reset: 'starting',
  ForceReboot: 'starting',
  Resuming: 'starting',
  Paused: 'paused',
  Pausing: 'paused',
  // Its memory is on the disk, or on its way there; it goes on where it was.
  Saved: 'saved',
  Saving: 'paused',
  FastSaved: 'saved',
  FastSaving: 'paused',
  // The guest has written its own memory to its disk and powered off.
  Hibernated: 'stopped',
  ComponentServicing: 'running',
};

/**
 * What a Hyper-V state means here. Every `…Critical` is a VM whose storage or configuration is lost. The list differs
 * by release of Windows: what is not known counts as running, so that nobody takes the VM's disk for free. Pure.
 */
export function powerOfState(state: string): PowerState {
  if (state.endsWith('Critical')) return 'crashed';
  return (Object.hasOwn(powers, state) ? powers[state] : undefined) ?? 'running';
}

/** States in which a VM holds memory on the disk, which cutting its power throws away. */
export const isSaved = (state: string): boolean => /^(Fast)?Saved(Critical)?$/.test(state);

/** States in which nothing of the VM runs and nothing is saved. */
export const isOff = (state: string): boolean => ['Off', 'OffCritical', 'Hibernated'].includes(state);

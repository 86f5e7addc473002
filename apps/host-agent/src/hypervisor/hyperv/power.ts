/** Which cmdlet brings a VM from the state it is in to the power that is wanted. Pure. */
import { AppError } from '@busbar/shared/errors/app-error';
import { call, vmOf } from './call.ts';
import type { CmdletCall } from './hyperv-host.ts';
import { isOff, isSaved, powerOfState } from './power-of-state.ts';
import type { VmSummary } from './results.ts';

type VmState = Pick<VmSummary, 'Id' | 'State'>;

/** `null` when it runs already. @throws AppError `conflict` while it is about to be off or saved. */
export function startCall({ Id, State }: VmState): CmdletCall | null {
  const VM = vmOf(Id);
  if (State.endsWith('Critical')) throw storageLost(State);
  if (State === 'Paused') return call('Resume-VM', { VM });
  if (isOff(State) || isSaved(State)) return call('Start-VM', { VM });
  const power = powerOfState(State);
  if (power === 'running' || power === 'starting') return null;
  throw new AppError('conflict', `The VM is ${State} just now; start it when that is done.`, {
    retryable: true,
    details: { state: State },
  });
}

/** `null` when it stands still already. @throws AppError `precondition-failed` when it does not run. */
export function pauseCall({ Id, State }: VmState): CmdletCall | null {
  if (powerOfState(State) === 'paused') return null;
  if (isSaved(State))
    throw new AppError('precondition-failed', 'The VM is saved; only one that runs is paused.');
  if (State !== 'Running')
    throw new AppError('precondition-failed', `The VM is ${State}; only one that runs is paused.`);
  return call('Suspend-VM', { VM: vmOf(Id) });
}

/** `null` when it is saved already. @throws AppError `precondition-failed` when it neither runs nor is paused. */
export function saveCall({ Id, State }: VmState): CmdletCall | null {
  if (powerOfState(State) === 'saved') return null;
  if (State !== 'Running' && State !== 'Paused')
    throw new AppError('precondition-failed', `The VM is ${State}; one that runs or is paused can be saved.`);
  return call('Save-VM', { VM: vmOf(Id) });
}

/** `null` when it runs already. @throws AppError `precondition-failed` when it is off. */
export function resumeCall(vm: VmState): CmdletCall | null {
  if (isOff(vm.State)) throw new AppError('precondition-failed', 'The VM is off; start it instead.');
  return startCall(vm);
}

/** `null` when it is off already. What a saved VM had in memory is lost with its power. */
export function powerOffCall({ Id, State }: VmState): CmdletCall | null {
  const VM = vmOf(Id);
  if (isOff(State)) return null;
  if (isSaved(State)) return call('Remove-VMSavedState', { VM });
  return call('Stop-VM', { VM, TurnOff: true, Force: true });
}

/** @throws AppError `precondition-failed` when it is off. */
export function resetCall({ Id, State }: VmState): CmdletCall {
  if (isOff(State) || isSaved(State)) {
    throw new AppError('precondition-failed', 'The VM is off; start it instead.');
  }
  return call('Restart-VM', { VM: vmOf(Id), Force: true });
}

const storageLost = (state: string): AppError =>
  new AppError('precondition-failed', `The VM is ${state}: Hyper-V has lost its storage or configuration.`, {
    userMessage:
      'Hyper-V cannot reach this VM’s disk or configuration. Bring the storage back; then it can be started.',
    details: { state },
  });

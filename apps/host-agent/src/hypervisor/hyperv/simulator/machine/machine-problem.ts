import { HypervError, hresults } from '../call/hyperv-error.ts';
import type { Machine } from '../state/model.ts';

/** Cmdlets that need Hyper-V itself to run, not only its service. */
const needsHypervisor = ['Start-VM', 'Restart-VM', 'Resume-VM'];
const everywhere = ['Get-BusbarPreflight', 'Watch-BusbarVM', 'Get-BusbarNeighbor'];

/** Why a cmdlet cannot work on a machine in this condition, or null. Pure. */
export function machineProblem(machine: Machine, cmdlet: string): HypervError | null {
  if (everywhere.includes(cmdlet)) return null;
  if (machine.featureState === 'Disabled') {
    return new HypervError(
      'CommandNotFoundException',
      `The term 'Hyper-V\\${cmdlet}' is not recognized as the name of a cmdlet, function, script file, or operable program.`,
    );
  }
  if (!machine.isElevated && !machine.isHypervAdministrator) {
    return new HypervError(
      'AccessDenied',
      'You do not have the required permission to complete this task. Contact the administrator of the authorization policy for the computer.',
      hresults.accessDenied,
    );
  }
  if (machine.vmmsStatus === 'Stopped') {
    return new HypervError(
      'ObjectNotFound',
      'Hyper-V encountered an error trying to access an object on the computer because the object was not found. The object might have been deleted. Verify that the Virtual Machine Management service on the computer is running.',
    );
  }
  if (!machine.hypervisorPresent && needsHypervisor.includes(cmdlet)) {
    return new HypervError(
      'OperationFailed',
      'The virtual machine could not be started because one of the Hyper-V components is not running.',
    );
  }
  return null;
}

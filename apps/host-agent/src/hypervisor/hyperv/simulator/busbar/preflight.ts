import type { Machine } from '../state/model.ts';

export type Finding = {
  readonly Name: string;
  readonly State: 'ok' | 'missing';
  readonly Message: string;
  readonly Remedy: string;
};

/** In the order of the host script, in which one needs the other. Pure. */
export function preflight(machine: Machine): readonly Finding[] {
  const finding = (
    Name: string,
    isFine: boolean,
    fine: string,
    missing: string,
    remedy: string,
  ): Finding => ({
    Name,
    State: isFine ? 'ok' : 'missing',
    Message: isFine ? fine : missing,
    Remedy: isFine ? '' : remedy,
  });
  const canManage = machine.isElevated || machine.isHypervAdministrator;
  const isEnabled = machine.featureState === 'Enabled';
  const hasFirmware = machine.hypervisorPresent || machine.virtualizationFirmwareEnabled;
  return [
    finding(
      'rights',
      canManage,
      'HOST\\agent may manage Hyper-V.',
      'HOST\\agent may not manage Hyper-V.',
      'Run the agent elevated.',
    ),
    finding(
      'firmware',
      hasFirmware,
      'Virtualization is enabled in the firmware.',
      'Virtualization is disabled in the firmware.',
      'Enable Intel VT-x or AMD-V (SVM) in the setup of the firmware, then start the machine again.',
    ),
    finding(
      'feature',
      isEnabled,
      'The feature Hyper-V is installed.',
      'The feature Hyper-V is not installed (Disabled).',
      'Enable the feature Hyper-V, then restart Windows.',
    ),
    finding(
      'module',
      isEnabled,
      'The PowerShell module Hyper-V is installed.',
      'The PowerShell module Hyper-V is not installed.',
      'Enable the feature Hyper-V with its management tools.',
    ),
    finding(
      'hypervisor',
      machine.hypervisorPresent,
      'The hypervisor is running.',
      'The hypervisor is not running.',
      'When the feature is installed, restart Windows.',
    ),
    finding(
      'service',
      machine.vmmsStatus === 'Running',
      'The Virtual Machine Management service (vmms) is running.',
      'The Virtual Machine Management service (vmms) is Stopped.',
      'In an elevated PowerShell run: Start-Service -Name vmms.',
    ),
    finding('tpm', true, 'The keys of virtual TPMs can be unlocked (HgClientSvc).', '', ''),
  ];
}

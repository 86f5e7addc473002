import type { VmView } from '@busbar/shared/realtime/views';

/** Why nothing can be asked of the VM's hypervisor now; null when it can. */
export function refusalNow(vm: VmView): string | null {
  if (vm.hostState !== 'online') return `${vm.hostName} is ${vm.hostState}; its hypervisor cannot be asked.`;
  if (vm.activeJobId !== null) return 'A job of this VM is under way. Wait for its end.';
  const isThere = !['requested', 'provisioning', 'missing', 'deleting'].includes(vm.state);
  return isThere ? null : `The VM is ${vm.state}.`;
}

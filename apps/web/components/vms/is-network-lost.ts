import type { VmRow } from '@busbar/shared/realtime/vm-row';

/** What Busbar is for: the VM's own network is gone, the channel is there. */
export const isNetworkLost = (vm: Pick<VmRow, 'channel' | 'network'>): boolean =>
  vm.channel === 'up' && vm.network === 'down';

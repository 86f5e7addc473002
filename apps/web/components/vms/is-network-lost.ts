import type { VmView } from '@busbar/shared/realtime/views';

/** What Busbar is for: the VM's own network is gone, the channel is there. */
export const isNetworkLost = (vm: Pick<VmView, 'channel' | 'network'>): boolean =>
  vm.channel === 'up' && vm.network === 'down';

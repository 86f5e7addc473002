/** What a list of VMs draws, sorts and filters by: the part of a VmView that is sent for each of 20,000 VMs. */
import type { VmView } from './views.ts';

export type VmRow = Pick<
  VmView,
  | 'id'
  | 'version'
  | 'name'
  | 'hostId'
  | 'hostName'
  | 'state'
  | 'channel'
  | 'network'
  | 'image'
  | 'templateName'
  | 'cpuCount'
  | 'memoryMb'
  | 'diskGb'
  | 'tags'
  | 'addresses'
  | 'bootedAt'
>;

/** The row of a view that realtime brought. */
export const vmRowOf = (vm: VmView): VmRow => ({
  id: vm.id,
  version: vm.version,
  name: vm.name,
  hostId: vm.hostId,
  hostName: vm.hostName,
  state: vm.state,
  channel: vm.channel,
  network: vm.network,
  image: vm.image,
  templateName: vm.templateName,
  cpuCount: vm.cpuCount,
  memoryMb: vm.memoryMb,
  diskGb: vm.diskGb,
  tags: vm.tags,
  addresses: vm.addresses,
  bootedAt: vm.bootedAt,
});

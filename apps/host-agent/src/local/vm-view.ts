import type { LocalServices } from './local-services.ts';
import { netAddressesOf } from './net-addresses.ts';
import type { Seed } from './seeds/seed-store.ts';
import { stateOf } from './vm-state.ts';
import type { FoundVm } from './work/find-vm.ts';

/** A VM as vmgenie's clients know it, in their capitals. What no driver says is null. */
export async function vmView(
  { seeds }: Pick<LocalServices, 'seeds'>,
  vm: FoundVm,
  { hasAddresses }: { readonly hasAddresses: boolean },
) {
  const seed = await seeds.find(vm.name).catch(() => null);
  const { heartbeat } = vm;
  return {
    Id: vm.vmId,
    Name: vm.name,
    State: stateOf(vm),
    Description: null,
    CpuCount: vm.cpuCount,
    MemoryMb: Math.round(vm.memoryBytes / 2 ** 20),
    UptimeSeconds: heartbeat === null ? null : Math.floor(heartbeat.uptimeSeconds),
    CreationTime: null,
    HostResourcePath: null,
    Generation: null,
    ArtifactInstance: seed === null ? null : artifactOf(seed),
    NetAddresses: hasAddresses ? netAddressesOf(vm) : null,
  };
}

const artifactOf = ({ instanceName, folder, metadata }: Seed) => ({
  Name: instanceName,
  OperatingSystem: metadata?.os ?? '',
  Version: metadata?.version ?? '',
  BaseVm: metadata?.base_vm ?? '',
  VmSwitch: metadata?.vm_switch ?? '',
  MergeAvhdx: metadata?.merge_avhdx ?? false,
  Path: folder,
});

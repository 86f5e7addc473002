import type { VariableValues } from '@busbar/shared/domain/template';

export type VmFacts = {
  readonly vmId: string;
  readonly name: string;
  readonly cpuCount: number;
  readonly memoryMb: number;
  readonly os: string;
  readonly osVersion: string;
  /** What the VM is made from. */
  readonly base: string;
  readonly vmSwitch: string;
};

/** What every template may use: Busbar's own variables and those of vmgenie. The caller's values win. Pure. */
export const templateValues = (vm: VmFacts, given: VariableValues): VariableValues => ({
  VM_ID: vm.vmId,
  VM_NAME: vm.name,
  HOSTNAME: vm.name,
  INSTANCE: vm.name,
  OPERATING_SYSTEM: vm.os,
  OS_VERSION: vm.osVersion,
  BASE_VM: vm.base,
  VM_SWITCH: vm.vmSwitch,
  MERGE_AVHDX: 'false',
  CPU_COUNT: String(vm.cpuCount),
  MEMORY_MB: String(vm.memoryMb),
  ...given,
});

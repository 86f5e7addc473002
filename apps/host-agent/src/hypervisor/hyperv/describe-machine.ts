/** What Get-VMHost and Get-VMHostNumaNode tell of a machine. What changes all the time is left out: it is told as capacity. Pure. */
import type { HypervisorMachine } from '@busbar/shared/protocol/host-facts';
import type { NumaNodeResult, VmHostResult } from './results.ts';

const mebibyte = 2 ** 20;

/** In the words of people. A release of Windows that lacks one does not tell it. */
const features = {
  VirtualMachineMigrationEnabled: 'Live migration',
  NumaSpanningEnabled: 'VMs across NUMA nodes',
  EnableEnhancedSessionMode: 'Enhanced session mode',
  IovSupport: 'SR-IOV',
} as const satisfies Partial<Record<keyof VmHostResult, string>>;

export function describeMachine(
  machine: VmHostResult,
  nodes: readonly NumaNodeResult[],
  vmsFolder: string,
): HypervisorMachine {
  return {
    name: machine.Name.slice(0, 256),
    cpuCount: machine.LogicalProcessorCount ?? 0,
    memoryBytes: machine.MemoryCapacity ?? 0,
    vmVersions: machine.SupportedVmVersions.map((version) => version.slice(0, 32))
      .toSorted((a, b) => Number(a) - Number(b))
      .slice(-64),
    numaNodes: nodes.slice(0, 64).map(({ NodeId, ProcessorsAvailability, MemoryTotal }) => ({
      id: NodeId,
      cpuCount: ProcessorsAvailability.length,
      memoryBytes: Math.round((MemoryTotal ?? 0) * mebibyte),
    })),
    features: Object.entries(features).flatMap(([key, name]) => {
      const isOn = machine[key as keyof typeof features];
      return isOn === null ? [] : [{ name, isOn }];
    }),
    moves: {
      isEnabled: machine.VirtualMachineMigrationEnabled === true,
      authentication: machine.VirtualMachineMigrationAuthenticationType.slice(0, 64),
      folder: vmsFolder.slice(0, 900),
    },
  };
}

/** Resource metering of Hyper-V, which counts for itself whether we look or not. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { Metering, MeteringReport } from '../metering.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import { call, vmOf } from './call.ts';
import type { HypervHost } from './hyperv-host.ts';
import { MeteringResult, parseResult } from './results.ts';
import type { VmInventory } from './vm-inventory.ts';

export type HypervMeteringDeps = {
  readonly host: HypervHost;
  readonly inventory: VmInventory;
  readonly turns: KeyedMutex;
};

const mebibyte = 2 ** 20;

export class HypervMetering implements Metering {
  readonly #deps: HypervMeteringDeps;

  constructor(deps: HypervMeteringDeps) {
    this.#deps = deps;
  }

  turnOn(vmId: string, signal: AbortSignal): Promise<void> {
    return this.#set(vmId, true, signal);
  }

  turnOff(vmId: string, signal: AbortSignal): Promise<void> {
    return this.#set(vmId, false, signal);
  }

  beginAnew(vmId: string, signal: AbortSignal): Promise<void> {
    const { host, inventory, turns } = this.#deps;
    return turns.run(vmId, async () => {
      const { Id, ResourceMeteringEnabled } = await inventory.get(vmId, signal);
      if (ResourceMeteringEnabled !== true) {
        throw new AppError('precondition-failed', 'What the VM uses is not metered.', {
          userMessage: 'What this VM uses is not metered. Turn metering on first.',
        });
      }
      await host.work(call('Reset-VMResourceMetering', { VM: vmOf(Id) }), { signal });
    });
  }

  async measure(vmId: string, signal: AbortSignal): Promise<MeteringReport | null> {
    const { host, inventory } = this.#deps;
    const { Id, ResourceMeteringEnabled } = await inventory.get(vmId, signal);
    return ResourceMeteringEnabled === true ? askReport(host, Id, signal) : null;
  }

  /** Turned on twice it would count from zero. */
  #set(vmId: string, isOn: boolean, signal: AbortSignal): Promise<void> {
    const { host, inventory, turns } = this.#deps;
    return turns.run(vmId, async () => {
      const { Id, ResourceMeteringEnabled } = await inventory.get(vmId, signal);
      if ((ResourceMeteringEnabled === true) === isOn) return;
      const cmdlet = isOn ? 'Enable-VMResourceMetering' : 'Disable-VMResourceMetering';
      await host.work(call(cmdlet, { VM: vmOf(Id) }), { signal });
    });
  }
}

/** Of one that is metered. */
export async function askReport(
  host: HypervHost,
  hypervId: string,
  signal: AbortSignal,
): Promise<MeteringReport> {
  const question = call('Measure-VM', { VM: vmOf(hypervId) }, 'VMMeteringReportForVirtualMachine');
  return describeReport(parseResult(MeteringResult, await host.query(question, signal)));
}

/** Hyper-V says memory and disks in MiB, and null of what it has not seen yet. */
function describeReport(report: MeteringResult): MeteringReport {
  const bytes = (mebibytes: number | null | undefined): number => Math.round((mebibytes ?? 0) * mebibyte);
  return {
    seconds: report.MeteringDurationSeconds ?? 0,
    averageCpuMhz: report.AverageProcessorUsage ?? 0,
    averageMemoryBytes: bytes(report.AverageMemoryUsage),
    maximumMemoryBytes: bytes(report.MaximumMemoryUsage),
    minimumMemoryBytes: bytes(report.MinimumMemoryUsage),
    diskBytes: bytes(report.TotalDiskAllocation),
    diskReadBytes: bytes(report.AggregatedDiskDataRead),
    diskWrittenBytes: bytes(report.AggregatedDiskDataWritten),
  };
}

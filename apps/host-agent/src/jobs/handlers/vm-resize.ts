import { DynamicMemoryBytes } from '@busbar/shared/jobs/vm-provision';
import { type Resizing, refuseSmallerDisk, requireStopped, resizingOf } from '../../hypervisor/resizing.ts';
import type { KindHandlers, StepOutput } from '../step-handler.ts';
import type { JobServices } from './services.ts';
import type { OnVm } from './start-vm.ts';

async function resizingOfVm({ services, document: { vmId }, signal }: OnVm): Promise<Resizing> {
  return resizingOf(await services.fleet.driverOf(vmId, signal));
}

const mebibytes = (bytes: unknown): string => `${Number(bytes) / 2 ** 20} MiB`;

/** A journal of an older host agent knows of none. */
const formerMemory = ({ dynamicMemory }: StepOutput): DynamicMemoryBytes | null =>
  DynamicMemoryBytes.nullish().parse(dynamicMemory) ?? null;

const rangeOf = (dynamic: DynamicMemoryBytes | null): string =>
  dynamic === null
    ? 'The memory is static.'
    : `The memory is dynamic: ${mebibytes(dynamic.minimumBytes)} to ${mebibytes(dynamic.maximumBytes)}, buffer ${dynamic.bufferPercent} %.`;

export const vmResizeHandlers: KindHandlers<'vm.resize', JobServices> = {
  check: {
    run: async (context) => {
      const { services, document, signal } = context;
      const resizing = await resizingOfVm(context);
      const driver = await services.fleet.driverOf(document.vmId, signal);
      requireStopped((await driver.find(document.vmId, signal))?.power ?? 'stopped');
      const former = await resizing.sizeOf(document.vmId, signal);
      refuseSmallerDisk(former.diskBytes, document.diskBytes);
      return { ...former };
    },
  },
  'set-machine': {
    run: async (context) => {
      const { services, document, signal, log } = context;
      const { vmId, cpuCount, memoryBytes } = document;
      const former = context.outputOf('check');
      const dynamicMemory =
        document.dynamicMemory === undefined ? formerMemory(former) : document.dynamicMemory;
      await (await resizingOfVm(context)).setMachine(vmId, { cpuCount, memoryBytes, dynamicMemory }, signal);
      await services.fleet.refresh(vmId);
      log('info', `CPUs: ${former.cpuCount} → ${cpuCount}.`);
      log('info', `Memory: ${mebibytes(former.memoryBytes)} → ${mebibytes(memoryBytes)}.`);
      log('info', rangeOf(dynamicMemory));
      return undefined;
    },
    undo: async (context) => {
      const { services, document, signal } = context;
      const check = context.outputOf('check');
      const { cpuCount, memoryBytes } = check;
      const dynamicMemory = formerMemory(check);
      const former = { cpuCount: Number(cpuCount), memoryBytes: Number(memoryBytes), dynamicMemory };
      await (await resizingOfVm(context)).setMachine(document.vmId, former, signal);
      await services.fleet.refresh(document.vmId);
    },
  },
  'grow-disk': {
    run: async (context) => {
      const { document, signal, log } = context;
      const former = context.outputOf('check').diskBytes;
      await (await resizingOfVm(context)).growDisk(document.vmId, document.diskBytes, signal);
      log(
        'info',
        former === document.diskBytes
          ? 'The disk stays as it is.'
          : `Disk: ${mebibytes(former)} → ${mebibytes(document.diskBytes)}. The guest finds the room at its next boot.`,
      );
      return undefined;
    },
  },
};

import { type Resizing, refuseSmallerDisk, requireStopped, resizingOf } from '../../hypervisor/resizing.ts';
import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';
import type { OnVm } from './start-vm.ts';

async function resizingOfVm({ services, document: { vmId }, signal }: OnVm): Promise<Resizing> {
  return resizingOf(await services.fleet.driverOf(vmId, signal));
}

const mebibytes = (bytes: unknown): string => `${Number(bytes) / 2 ** 20} MiB`;

export const vmResizeHandlers: KindHandlers<'vm.resize', JobServices> = {
  check: {
    run: async (context) => {
      const { services, document, signal } = context;
      const resizing = await resizingOfVm(context);
      const driver = await services.fleet.driverOf(document.vmId, signal);
      requireStopped((await driver.find(document.vmId, signal))?.power ?? 'stopped');
      const former = await resizing.sizeOf(document.vmId, signal);
      refuseSmallerDisk(former.diskBytes, document.diskBytes);
      return { cpuCount: former.cpuCount, memoryBytes: former.memoryBytes, diskBytes: former.diskBytes };
    },
  },
  'set-machine': {
    run: async (context) => {
      const { services, document, signal, log } = context;
      const { vmId, cpuCount, memoryBytes } = document;
      const former = context.outputOf('check');
      await (await resizingOfVm(context)).setMachine(vmId, { cpuCount, memoryBytes }, signal);
      await services.fleet.refresh(vmId);
      log('info', `CPUs: ${former.cpuCount} → ${cpuCount}.`);
      log('info', `Memory: ${mebibytes(former.memoryBytes)} → ${mebibytes(memoryBytes)}.`);
      return undefined;
    },
    undo: async (context) => {
      const { services, document, signal } = context;
      const { cpuCount, memoryBytes } = context.outputOf('check');
      const former = { cpuCount: Number(cpuCount), memoryBytes: Number(memoryBytes) };
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

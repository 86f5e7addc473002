import { findDisk } from '../../hypervisor/disks.ts';
import type { KindHandlers } from '../step-handler.ts';
import { checkDisk, disksOfVm, factsOf, nameOfDisk } from './disks-of-vm.ts';
import type { JobServices } from './services.ts';

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

export const diskCompactHandlers: KindHandlers<'disk.compact', JobServices> = {
  check: { run: async (context) => factsOf(await checkDisk(context, 'compact')) },
  'compact-disk': {
    run: async (context) => {
      const { document, jobId, outputOf, progress, log, signal } = context;
      const { vmId, diskId } = document;
      const disks = await disksOfVm(context);
      await disks.compact(vmId, { diskId, key: jobId }, progress, signal);
      const former = Number(outputOf('check').fileBytes);
      const { file, fileBytes } = findDisk(await disks.list(vmId, signal), diskId);
      const wonBytes = Math.max(0, former - (fileBytes ?? former));
      log(
        'info',
        wonBytes === 0
          ? `${nameOfDisk(file)} takes as much as before: nothing in it was empty. What a guest has deleted counts once it is trimmed or overwritten with zeros.`
          : `${nameOfDisk(file)}: ${mebibytes(former)} → ${mebibytes(former - wonBytes)}, ${mebibytes(wonBytes)} won.`,
      );
      return { wonBytes };
    },
    undo: async (context) => {
      const { document, jobId, signal } = context;
      const disks = await disksOfVm(context);
      await disks.removeFile(document.vmId, await disks.fileOf(document.vmId, jobId, signal), signal);
    },
  },
};

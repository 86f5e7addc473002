import type { KindHandlers } from '../step-handler.ts';
import { checkDisk, disksOfVm, factsOf, nameOfDisk } from './disks-of-vm.ts';
import type { JobServices } from './services.ts';

export const diskConvertHandlers: KindHandlers<'disk.convert', JobServices> = {
  check: { run: async (context) => factsOf(await checkDisk(context, 'convert')) },
  'convert-disk': {
    run: async (context) => {
      const { document, jobId, progress, signal } = context;
      const { vmId, diskId, kind } = document;
      await (await disksOfVm(context)).copyAs(vmId, { diskId, kind, key: jobId }, progress, signal);
      return undefined;
    },
    undo: async (context) => {
      const { document, jobId, signal } = context;
      const disks = await disksOfVm(context);
      await disks.removeFile(document.vmId, await disks.fileOf(document.vmId, jobId, signal), signal);
    },
  },
  'switch-disk': {
    run: async (context) => {
      const { document, jobId, outputOf, log, signal } = context;
      const { vmId, diskId, kind } = document;
      const check = outputOf('check');
      const former = String(check.file);
      await (await disksOfVm(context)).replace(vmId, { diskId, kind, key: jobId, former }, signal);
      log(
        'info',
        `${nameOfDisk(former)} was ${String(check.kind)}; the disk is ${kind} now, and stands on itself.`,
      );
      return undefined;
    },
  },
};

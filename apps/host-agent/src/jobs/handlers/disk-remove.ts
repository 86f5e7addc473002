import type { KindHandlers } from '../step-handler.ts';
import { checkDisk, disksOfVm, factsOf, nameOfDisk } from './disks-of-vm.ts';
import type { JobServices } from './services.ts';

export const diskRemoveHandlers: KindHandlers<'disk.remove', JobServices> = {
  check: {
    run: async (context) => {
      const disk = await checkDisk(context, 'remove');
      return { ...factsOf(disk), isOurs: disk.isOurs };
    },
  },
  'detach-disk': {
    run: async (context) => {
      const { document, outputOf, log, signal } = context;
      const file = String(outputOf('check').file);
      await (await disksOfVm(context)).detach(document.vmId, file, signal);
      log('info', `${nameOfDisk(file)} is no longer in the VM.`);
      return undefined;
    },
    undo: async (context) => {
      const { document, outputOf, signal } = context;
      const { file } = outputOf('check');
      if (typeof file !== 'string') return;
      const { vmId, diskId } = document;
      await (await disksOfVm(context)).attach(vmId, file, diskId, signal);
    },
  },
  'remove-file': {
    run: async (context) => {
      const { document, outputOf, log, signal } = context;
      const { file, isOurs } = outputOf('check');
      if (document.deleteFile && isOurs === true) {
        await (await disksOfVm(context)).removeFile(document.vmId, String(file), signal);
        log('info', `${nameOfDisk(String(file))} is deleted.`);
      } else log('info', `The file stays on the host: ${String(file)}.`);
      return undefined;
    },
  },
};

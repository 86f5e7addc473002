import { systemDiskId } from '@busbar/shared/domain/disk';
import { refuseSmallerDisk } from '../../hypervisor/resizing.ts';
import type { KindHandlers } from '../step-handler.ts';
import { checkDisk, disksOfVm, factsOf, gibibytes } from './disks-of-vm.ts';
import type { JobServices } from './services.ts';

const gibibyte = 2 ** 30;

export const diskResizeHandlers: KindHandlers<'disk.resize', JobServices> = {
  check: {
    run: async (context) => {
      const disk = await checkDisk(context, 'resize');
      refuseSmallerDisk(disk.sizeBytes ?? 0, context.document.sizeGb * gibibyte);
      return factsOf(disk);
    },
  },
  'grow-disk': {
    run: async (context) => {
      const { document, outputOf, log, signal } = context;
      const { vmId, diskId, sizeGb } = document;
      await (await disksOfVm(context)).grow(vmId, diskId, sizeGb * gibibyte, signal);
      const seen =
        diskId === systemDiskId
          ? 'The guest finds the room at its next boot.'
          : 'A guest that runs sees the room at once; its file system is grown inside.';
      log('info', `${gibibytes(Number(outputOf('check').sizeBytes))} → ${sizeGb} GiB. ${seen}`);
      return undefined;
    },
  },
};

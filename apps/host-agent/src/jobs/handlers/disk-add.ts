import { AppError } from '@busbar/shared/errors/app-error';
import type { KindHandlers } from '../step-handler.ts';
import { disksOfVm, gibibytes } from './disks-of-vm.ts';
import type { JobServices } from './services.ts';

const gibibyte = 2 ** 30;

/** The disk's file is named by the job, so that a later attempt finds it. */
export const diskAddHandlers: KindHandlers<'disk.add', JobServices> = {
  check: {
    run: async (context) => {
      const { services, document, signal } = context;
      await (await disksOfVm(context)).look(document.vmId, 'add', null, signal);
      const needed = document.kind === 'fixed' ? document.sizeGb * gibibyte : 0;
      const free = await services.freeBytes();
      if (free < needed) throw noRoom(needed, free);
      return undefined;
    },
  },
  'create-disk': {
    run: async (context) => {
      const { document, jobId, progress, signal } = context;
      const { vmId, kind, sizeGb } = document;
      const disk = { key: jobId, sizeBytes: sizeGb * gibibyte, kind };
      await (await disksOfVm(context)).create(vmId, disk, progress, signal);
      return undefined;
    },
    undo: async (context) => {
      const { document, jobId, signal } = context;
      const disks = await disksOfVm(context);
      await disks.removeFile(document.vmId, await disks.fileOf(document.vmId, jobId, signal), signal);
    },
  },
  'attach-disk': {
    run: async (context) => {
      const { document, jobId, log, signal } = context;
      const disks = await disksOfVm(context);
      const diskId = await disks.attach(
        document.vmId,
        await disks.fileOf(document.vmId, jobId, signal),
        null,
        signal,
      );
      const present = await disks.list(document.vmId, signal);
      const place = present.find(({ id }) => id === diskId)?.place ?? diskId;
      log(
        'info',
        `The VM has a disk of ${document.sizeGb} GiB at ${place}. It is empty: the guest partitions it.`,
      );
      return { diskId };
    },
    undo: async (context) => {
      const { document, jobId, signal } = context;
      const disks = await disksOfVm(context);
      await disks.detach(document.vmId, await disks.fileOf(document.vmId, jobId, signal), signal);
    },
  },
};

const noRoom = (needed: number, free: number): AppError =>
  new AppError('insufficient-storage', `The disk takes ${needed} bytes at once; ${free} are free.`, {
    userMessage: `A fixed disk of ${gibibytes(needed)} takes all of its room at once, and ${gibibytes(free)} are free on this host. Nothing was made.`,
  });

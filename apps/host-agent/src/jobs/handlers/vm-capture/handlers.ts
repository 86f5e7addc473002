/** An image of a VM: copied as an export is, flattened, and put in place as an import is. */
import { mkdir, rm } from 'node:fs/promises';
import { imageNameOf } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { type ImageMaking, imageMakingOf } from '../../../hypervisor/image-making.ts';
import { freeBytesOf, requireFreeBytes } from '../../../hypervisor/vms/free-bytes.ts';
import { storageError } from '../../../storage/storage-error.ts';
import type { KindHandlers, StepContext } from '../../step-handler.ts';
import { copyVm, lookAtVm, removeExported } from '../copy-vm.ts';
import { howItIsCopied } from '../how-it-is-copied.ts';
import { placeImage, takeImageBack } from '../image-import/put-in-place.ts';
import { sumNewDisk } from '../image-import/sum-disk.ts';
import type { JobServices } from '../services.ts';
import { shutDown } from '../shut-down.ts';
import { cleanGuest } from './clean-guest.ts';

type Context = StepContext<'vm.capture', JobServices>;

const shutdownDeadlineMs = 120_000;
const makingOf = ({ services, document }: Context): ImageMaking =>
  imageMakingOf(services.fleet.driver(document.driver));
const nameOf = ({ document: { slug, version } }: Context): string => imageNameOf(slug, version);

const Converted = z.object({
  vmName: z.string(),
  virtualSizeBytes: z.number().int().positive(),
  boots: z.record(z.string(), z.unknown()),
});
const Summed = z.object({ sha256: z.string(), sizeBytes: z.number() });
const Checked = z.object({ vmName: z.string(), bytes: z.number() });

export const vmCaptureHandlers: KindHandlers<'vm.capture', JobServices> = {
  check: {
    run: async (context) => {
      const { services, document, log, signal } = context;
      const { vmId, identity } = document;
      const { folder } = makingOf(context);
      await folder.requireFree(nameOf(context));
      if (identity === 'kept') {
        const vm = await lookAtVm(context, vmId);
        log('info', howItIsCopied(vm));
        log(
          'warn',
          'Its identity stays in the image: whatever is made of it is this machine again, and its seed is not applied.',
        );
        await requireRoom(context, vm.bytes);
        return { vmName: vm.name, bytes: vm.bytes };
      }
      const vm = await services.fleet.refresh(vmId);
      if (vm === null) throw new AppError('not-found', 'The VM is gone.');
      if (vm.power !== 'running' || vm.channel !== 'up') throw notReachable(vm.name);
      signal.throwIfAborted();
      return { vmName: vm.name, bytes: 0 };
    },
  },
  clean: {
    run: async (context) => {
      const { services, document, log, signal, remembered, remember } = context;
      if (document.identity === 'kept') return undefined;
      // Cleaned before a crash: the guest may be off by now.
      if (remembered.isDone === true) return undefined;
      await cleanGuest(services.fleet.guests.session(document.vmId), signal);
      await remember({ isDone: true });
      log(
        'warn',
        'The VM is nobody now: cloud-init, machine id and host keys are cleaned. It becomes a new machine at its next boot, by whatever seed it finds then.',
      );
      log(
        'info',
        'Accounts, passwords, authorised keys and files stay, and will be in everything that is made of the image.',
      );
      return undefined;
    },
  },
  'shut-down': {
    run: async ({ services, document: { vmId, identity }, log, signal }) => {
      if (identity === 'kept') return undefined;
      const { fleet } = services;
      const deadlineMs = services.scaledMs(await fleet.driverOf(vmId, signal), shutdownDeadlineMs);
      await shutDown({ fleet, vmId, deadlineMs, log: (text) => log('info', text), signal });
      await fleet.refresh(vmId);
      return undefined;
    },
  },
  'copy-disk': {
    run: async (context) => {
      const { services, document } = context;
      await requireRoom(context, (await lookAtVm(context, document.vmId)).bytes);
      await copyVm(context, document.vmId, services.exports);
      return undefined;
    },
    undo: (context) => removeExported(context, context.document.vmId),
  },
  convert: {
    run: async (context) => {
      const { services, jobId, progress, signal } = context;
      const making = makingOf(context);
      const into = await making.folder.begin(jobId);
      await rm(making.folder.newDiskOf(jobId), { force: true });
      const taken = await making
        .takeCopy({ folder: services.exports.begun(jobId), into, progress, signal })
        .catch((error: unknown) => {
          throw storageError(error);
        });
      return { vmName: Checked.parse(context.outputOf('check')).vmName, ...taken };
    },
    undo: async (context) => makingOf(context).folder.clean(context.jobId),
  },
  'sum-disk': { run: async (context) => sumNewDisk(context, makingOf(context).folder) },
  'put-in-place': {
    run: async (context) => {
      await placeImage(context, makingOf(context), (importedAt) => recordOf(context, importedAt));
      return undefined;
    },
    undo: async (context) => takeImageBack(context, makingOf(context), nameOf(context)),
  },
  'remove-copy': {
    run: async ({ services, jobId }) => {
      await services.exports.remove(jobId);
      return undefined;
    },
  },
};

/** For the copy, and for the image that is made of it: at most twice as much, on whichever disks they are. */
async function requireRoom({ services, jobId, document }: Context, bytes: number): Promise<void> {
  const free = (await services.freeBytes()) - services.reservations.bytesOfOthers(jobId);
  await requireFreeBytes(services.exports.folder, 2 * bytes, async () => Math.max(0, free));
  const { folder } = imageMakingOf(services.fleet.driver(document.driver));
  await mkdir(folder.path, { recursive: true, mode: 0o755 });
  await requireFreeBytes(folder.path, bytes, freeBytesOf);
}

function recordOf(context: Context, importedAt: string) {
  const { document, outputOf, jobId } = context;
  const { slug, version, title, os, defaultUser, secureBoot, identity } = document;
  const { vmName, virtualSizeBytes, boots } = Converted.parse(outputOf('convert'));
  const record = makingOf(context).recordOf({
    ...{ name: nameOf(context), title, os, secureBoot, virtualSizeBytes },
    hasCloudInit: identity === 'cleaned',
    ...Summed.parse(outputOf('sum-disk')),
    imported: {
      ...{ slug, version, defaultUser, importedAt, jobId },
      source: `the VM ${vmName}`,
      sourceFormat: identity === 'kept' ? 'VM, identity kept' : 'VM, cleaned',
      sourceChecksum: null,
    },
  });
  return { ...record, ...boots };
}

const notReachable = (name: string): AppError =>
  new AppError('precondition-failed', `${name} does not run, or its guest agent does not answer.`, {
    userMessage: `${name} is cleaned from inside, by its guest agent: it must run, and its channel must be up. Start it first, or make an image that keeps its identity. Nothing was changed.`,
  });

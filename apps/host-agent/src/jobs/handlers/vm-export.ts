import { AppError } from '@busbar/shared/errors/app-error';
import type { VmExport } from '@busbar/shared/protocol/asked-of-host';
import { checkpointsOf, findCheckpoint } from '../../hypervisor/checkpoints.ts';
import { checkpointExportingOf, type ExportedVm } from '../../hypervisor/exporting.ts';
import { requireFreeBytes } from '../../hypervisor/vms/free-bytes.ts';
import type { KindHandlers, StepContext } from '../step-handler.ts';
import { copyVm, lookAtVm, removeExported } from './copy-vm.ts';
import { howItIsCopied, mebibytes } from './how-it-is-copied.ts';
import type { JobServices } from './services.ts';

type Context = StepContext<'vm.export', JobServices>;

/** The export has the job's id, so that whatever it left is known by it. */
export const vmExportHandlers: KindHandlers<'vm.export', JobServices> = {
  check: {
    run: async (context) => {
      const { services, document, log } = context;
      const vm = await lookAtVm(context, document.vmId);
      refuseTakenName((await services.exports.list()).exports, document);
      const free = (await services.freeBytes()) - services.reservations.bytesOfOthers(context.jobId);
      await requireFreeBytes(services.exports.folder, vm.bytes, async () => Math.max(0, free));
      log('info', await whatIsCopied(context, vm));
      return undefined;
    },
  },
  'copy-disks': {
    run: async (context) => {
      const { services, document, jobId, signal, log } = context;
      const vm = await copyVm(context, document.vmId, services.exports, document.checkpointId);
      const driver = await services.fleet.driverOf(document.vmId, signal);
      const made = { id: jobId, createdAt: new Date(), driver: driver.name, vm, document };
      const { sizeBytes } = await services.exports.describe(made);
      log('info', `Copied: ${mebibytes(sizeBytes)}.`);
      return undefined;
    },
    undo: (context) => removeExported(context, context.document.vmId),
  },
  'sum-files': {
    run: async ({ services, jobId, progress, signal, log }) => {
      const count = await services.exports.sum(jobId, progress, signal);
      log('info', `${count} files summed up. “sha256sum -c SHA256SUMS” checks them anywhere.`);
      return undefined;
    },
  },
  'put-in-place': {
    run: async ({ services, jobId, log }) => {
      log('info', `The export is ${await services.exports.putInPlace(jobId)}.`);
      return undefined;
    },
  },
};

/** Nothing is copied of a checkpoint that is gone. */
async function whatIsCopied(context: Context, vm: ExportedVm): Promise<string> {
  const { services, document, signal } = context;
  const { vmId, checkpointId } = document;
  if (checkpointId === undefined) return howItIsCopied(vm);
  const driver = await services.fleet.driverOf(vmId, signal);
  checkpointExportingOf(driver);
  const { name } = findCheckpoint(await checkpointsOf(driver).list(vmId, signal), checkpointId);
  return `Its disks are copied as they were at “${name}”, without memory; the VM stays as it is.`;
}

function refuseTakenName(exports: readonly VmExport[], { vmId, name }: Context['document']): void {
  if (!exports.some((each) => each.vm.id === vmId && each.name === name)) return;
  throw new AppError('already-exists', `This host already has an export “${name}” of the VM.`, {
    userMessage: `This VM already has an export named “${name}” on its host. Choose another name; nothing was changed.`,
  });
}

import { isDeepStrictEqual } from 'node:util';
import { AppError } from '@busbar/shared/errors/app-error';
import { describeExport, type ExportRecord } from '../../exports/export-record.ts';
import type { HypervisorDriver, VmSpecification } from '../../hypervisor/driver.ts';
import { importingOf } from '../../hypervisor/importing.ts';
import type { KindHandlers, StepContext } from '../step-handler.ts';
import { deleteMade, refuseExisting, requireReady, reserve } from './new-vm.ts';
import { sayWhoItIs } from './say-who-it-is.ts';
import type { JobServices } from './services.ts';
import { verifyMade } from './verify-made.ts';

type Context = StepContext<'vm.import', JobServices>;

const driverOf = ({ services, document }: Context): HypervisorDriver =>
  services.fleet.driver(document.vm.driver);

/** Everything about the VM but id and name is what the export says; the document only says which export was meant. */
export const vmImportHandlers: KindHandlers<'vm.import', JobServices> = {
  check: {
    run: async (context) => {
      const { services, document, log } = context;
      const { record } = await readMeant(context);
      requireReady(services, document.vm.driver);
      importingOf(driverOf(context));
      await refuseExisting(context);
      await reserve(context, record.sizeBytes, 'the copy');
      log('info', `“${record.name}” is ${record.vm.name} as it was at ${record.createdAt}.`);
      return undefined;
    },
    undo: async ({ services, jobId }) => services.reservations.release(jobId),
  },
  'verify-sums': {
    run: async ({ services, document, signal, progress, log }) => {
      const count = await services.exports.verify(document.exportId, progress, signal);
      log('info', `All ${count} files are as they were written.`);
      return undefined;
    },
  },
  'create-disk': {
    run: async (context) => {
      const { signal, progress } = context;
      const { folder, record } = await readMeant(context);
      const importing = importingOf(driverOf(context));
      const copied = { folder, isKept: true };
      await importing.createDiskFrom(copied, specificationOf(context, record), progress, signal);
      return undefined;
    },
    undo: (context) => deleteMade(context, driverOf(context)),
  },
  'create-vm': {
    run: async (context) => {
      const { services, jobId, signal } = context;
      const { record } = await readMeant(context);
      await driverOf(context).createVm(specificationOf(context, record), signal);
      services.reservations.release(jobId);
      return undefined;
    },
    undo: (context) => deleteMade(context, driverOf(context)),
  },
  verify: {
    run: async (context) => {
      const made = await verifyMade(context);
      const { document, log } = context;
      if (document.mode === 'copy') sayWhoItIs(log, document.name, document.vm.name);
      return made;
    },
  },
};

/** @throws AppError as `ExportStore.read`; `conflict` for one that is not as the person saw it */
async function readMeant({
  services,
  document,
}: Context): Promise<{ readonly folder: string; readonly record: ExportRecord }> {
  const found = await services.exports.read(document.exportId);
  if (isDeepStrictEqual(describeExport(found.record).vm, document.vm)) return found;
  throw new AppError('conflict', `The export ${document.exportId} is not of the VM that was meant.`, {
    userMessage: `The export ${document.exportId} has changed since it was listed. Look at it again, then import it. Nothing was made.`,
  });
}

function specificationOf({ document }: Context, { vm }: ExportRecord): VmSpecification {
  const { image, cpuCount, memoryBytes, diskBytes, network } = vm;
  return {
    ...{ vmId: document.vmId, name: document.name, image },
    ...{ cpuCount, memoryBytes, diskBytes, network },
  };
}

import { toAppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { HypervisorDriver, VmSpecification } from '../../hypervisor/driver.ts';
import { importingOf } from '../../hypervisor/importing.ts';
import { linkingOf } from '../../hypervisor/linking.ts';
import type { KindHandlers, StepContext, StepOutput } from '../step-handler.ts';
import { copyVm, lookAtVm, removeExported } from './copy-vm.ts';
import { deleteMade, refuseExisting, requireReady, reserve } from './new-vm.ts';
import { sayWhoItIs } from './say-who-it-is.ts';
import type { JobServices } from './services.ts';
import { verifyMade } from './verify-made.ts';

type Context = StepContext<'vm.clone', JobServices>;

/** The source as it was when its disk was taken: it may be changed or gone since. */
const Taken = z.object({
  name: z.string(),
  image: z.string(),
  cpuCount: z.number(),
  memoryBytes: z.number(),
  diskBytes: z.number(),
  network: z.enum(['none', 'user']),
});

/** What a linked clone writes at first, and what its source then does. */
const layerBytes = 64 * 2 ** 20;

const driverOf = ({ services, document }: Context): HypervisorDriver =>
  services.fleet.driver(document.driver);

/** A full one is an export on the way, whose files become the new VM's; the layer of a linked one has the job's id. */
export const vmCloneHandlers: KindHandlers<'vm.clone', JobServices> = {
  check: {
    run: async (context) => {
      const { services, document, signal } = context;
      requireReady(services, document.driver);
      await refuseExisting(context);
      if (document.mode === 'linked') {
        await linkingOf(driverOf(context)).look(document.sourceId, signal);
        await reserve(context, layerBytes, 'a linked clone');
      } else {
        importingOf(driverOf(context));
        const { bytes } = await lookAtVm(context, document.sourceId);
        await reserve(context, bytes, 'the copy');
      }
      return undefined;
    },
    undo: async ({ services, jobId }) => services.reservations.release(jobId),
  },
  'take-source': {
    run: async (context) => {
      const { services, document, jobId, signal, log } = context;
      if (document.mode === 'full')
        return outputOf(await copyVm(context, document.sourceId, services.exports));
      const source = await linkingOf(driverOf(context)).freeze(document.sourceId, jobId, signal);
      log('info', `The disk of ${source.name} stays as it is now; from here on it writes beside it.`);
      return outputOf(source);
    },
    undo: async (context) => {
      const { document, jobId, signal } = context;
      if (document.mode === 'full') return removeExported(context, document.sourceId);
      try {
        await linkingOf(driverOf(context)).thaw(document.sourceId, jobId, signal);
      } catch (error) {
        if (toAppError(error).code !== 'not-found') throw error;
      }
    },
  },
  'create-disk': {
    run: async (context) => {
      const { services, document, jobId, signal, progress } = context;
      const vm = specificationOf(context);
      const { sourceId, mode } = document;
      if (mode === 'linked')
        await linkingOf(driverOf(context)).createDiskOn({ sourceId, layerId: jobId }, vm, signal);
      else {
        const copied = { folder: services.exports.begun(jobId), isKept: false };
        await importingOf(driverOf(context)).createDiskFrom(copied, vm, progress, signal);
      }
      return undefined;
    },
    undo: (context) => deleteMade(context, driverOf(context)),
  },
  'create-vm': {
    run: async (context) => {
      await driverOf(context).createVm(specificationOf(context), context.signal);
      context.services.reservations.release(context.jobId);
      return undefined;
    },
    undo: (context) => deleteMade(context, driverOf(context)),
  },
  'remove-copy': {
    run: async ({ services, jobId }) => {
      await services.exports.remove(jobId);
      return undefined;
    },
  },
  verify: {
    run: async (context) => {
      const made = await verifyMade(context);
      const source = Taken.parse(context.outputOf('take-source'));
      sayWhoItIs(context.log, context.document.name, source.name);
      return made;
    },
  },
};

const outputOf = (source: VmSpecification): StepOutput => Taken.parse(source);

const specificationOf = (context: Context): VmSpecification => {
  const { vmId, name } = context.document;
  return { ...Taken.parse(context.outputOf('take-source')), vmId, name };
};

import { deleteMade } from '../new-vm.ts';
import { driverOf, type ProvisionStep, specificationOf } from './context.ts';

export const createDisk: ProvisionStep = {
  run: async (context) => {
    await driverOf(context).createDisk(specificationOf(context), context.progress, context.signal);
    return undefined;
  },
  undo: (context) => deleteMade(context, driverOf(context)),
};

import { driverOf, type ProvisionStep, specificationOf } from './context.ts';
import { deleteMadeVm } from './delete-made-vm.ts';

export const createDisk: ProvisionStep = {
  run: async (context) => {
    await driverOf(context).createDisk(specificationOf(context), context.progress, context.signal);
    return undefined;
  },
  undo: deleteMadeVm,
};

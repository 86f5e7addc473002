import { driverOf, type ProvisionStep, specificationOf } from './context.ts';
import { deleteMadeVm } from './delete-made-vm.ts';

export const createVm: ProvisionStep = {
  run: async (context) => {
    await driverOf(context).createVm(specificationOf(context), context.signal);
    // From here on the hypervisor itself knows the name and the disk.
    context.services.reservations.release(context.jobId);
    return undefined;
  },
  undo: deleteMadeVm,
};

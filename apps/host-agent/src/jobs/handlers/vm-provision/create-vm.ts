import { deleteMade } from '../new-vm.ts';
import { driverOf, type ProvisionStep, specificationOf } from './context.ts';

import { notAsKept } from './not-as-kept.ts';

export const createVm: ProvisionStep = {
  run: async (context) => {
    await driverOf(context).createVm(specificationOf(context), context.signal);
    // From here on the hypervisor itself knows the name and the disk.
    context.services.reservations.release(context.jobId);
    return undefined;
  },
  stillHolds: async (context) => {
    if ((await driverOf(context).find(context.document.vmId, context.signal)) !== null) return true;
    throw notAsKept('The VM no longer exists on its host');
  },
  undo: (context) => deleteMade(context, driverOf(context)),
};

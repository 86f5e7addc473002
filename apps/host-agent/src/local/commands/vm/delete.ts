import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

/** Answers when everything of the VM is gone, or with why it is not. */
export const deleteVm = defineCommand({
  name: 'delete',
  summary: 'Deletes a VM and its files. Takes id; force, true for one that is not off.',
  parameters: z.object({ id: VmGuid, force: z.boolean().default(false) }),
  run: async ({ id, force }, { services: { fleet, jobs }, signal, requestedBy }) => {
    const vm = await findVm(fleet, id);
    if (vm.power !== 'stopped' && vm.power !== 'crashed' && !force) {
      throw new AppError('precondition-failed', `${vm.name} is ${vm.power}. Stop it first, or say force.`);
    }
    const document = { vmId: vm.vmId };
    const jobId = await jobs.begin({ kind: 'vm.delete', vm, document, requestedBy }, signal);
    await jobs.untilSucceeded(jobId, signal);
    return { id, status: 'deleted' };
  },
});

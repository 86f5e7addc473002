import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { exportNameOf, exportVm as exportWhole } from '../../work/exports.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

/** Answers when the export is whole; its job goes on when the client leaves. */
export const exportVm = defineCommand({
  name: 'export',
  summary:
    'Copies a VM into a folder that stands on nothing else, which is its archive. Takes id; also name.',
  parameters: z.object({ id: VmGuid, name: z.string().optional() }),
  run: async ({ id, name }, context) => {
    const { fleet, exports, nowMs } = context.services;
    const vm = await findVm(fleet, id);
    const exportId = await exportWhole(context, vm, name ?? exportNameOf(vm.name, nowMs()));
    const { folder } = await exports.read(exportId);
    return { id, status: 'exported', archive: folder };
  },
});

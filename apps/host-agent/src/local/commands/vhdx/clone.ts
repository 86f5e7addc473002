import { VmName } from '@busbar/shared/domain/names';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { diskLayersOf } from '../../../hypervisor/disk-layers.ts';
import { exportingOf } from '../../../hypervisor/exporting.ts';
import { defineCommand } from '../../command.ts';
import { exportNameOf, exportVm } from '../../work/exports.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

/**
 * The disk as a file of its own, in an export that is listed with the others: it is flushed, summed up and removed as
 * they are. `vm import` makes a VM of it.
 */
export const clone = defineCommand({
  name: 'clone',
  summary:
    'Copies the disk of a VM, for a VM to come. Takes guid and instance_name; merge_avhdx, true for one file that stands on no other.',
  parameters: z.object({
    guid: VmGuid,
    instance_name: VmName,
    merge_avhdx: z.boolean().default(false),
  }),
  run: async ({ guid, instance_name: instanceName, merge_avhdx: isOneFile }, context) => {
    const { services, signal } = context;
    const vm = await findVm(services.fleet, guid);
    const driver = await services.fleet.driverOf(vm.vmId, signal);
    const exporting = exportingOf(driver);
    const exportId = await exportVm(context, vm, exportNameOf(`disk for ${instanceName}`, services.nowMs()));
    const { folder } = await services.exports.read(exportId);
    const path = await exporting.diskOf(folder, signal);
    const isLayered = (await diskLayersOf(driver)?.isCopyDifferencing(path, signal)) ?? false;
    if (isLayered && isOneFile) {
      await services.exports.remove(exportId);
      throw new AppError(
        'unsupported',
        `The disk of ${vm.name} is a chain of files, which is copied as a chain. Make an image of the VM for one file. The copy was removed again.`,
      );
    }
    const beside = isLayered ? ', with the disks that it stands on beside it' : '';
    return { message: `Disk of '${vm.name}' cloned for '${instanceName}'${beside}.`, path };
  },
});

import { VmName } from '@busbar/shared/domain/names';
import { AppError } from '@busbar/shared/errors/app-error';
import { VmImportDocument } from '@busbar/shared/jobs/vm-import';
import { z } from 'zod';
import { describeExport } from '../../../exports/export-record.ts';
import { defineCommand } from '../../command.ts';
import { exportIdOf } from '../../work/exports.ts';

/** Verified whole before anything is made. `id` is ours: clients of vmgenie look the VM up by its name. */
export const importVm = defineCommand({
  name: 'import',
  summary:
    'Makes a VM from an export. Takes archive and mode: copy with newInstanceName, or restore in place of the VM, once it is gone.',
  parameters: z.object({
    archive: z.string().min(1),
    mode: z.enum(['restore', 'copy']).default('restore'),
    newInstanceName: VmName.optional(),
  }),
  run: async ({ archive, mode, newInstanceName }, { services, signal, requestedBy }) => {
    const exportId = exportIdOf(archive, services.exports.folder);
    const { vm } = describeExport((await services.exports.read(exportId)).record);
    if (mode === 'copy' && newInstanceName === undefined)
      throw new AppError('invalid-input', "Parameter 'newInstanceName' is required for a copy.");
    const isCopy = mode === 'copy';
    const name = isCopy ? newInstanceName : vm.name;
    const vmId = isCopy ? services.newId() : vm.id;
    const document = VmImportDocument.parse({
      ...{ vmId, exportId, name, vm },
      mode: isCopy ? 'copy' : 'in-place',
    });
    const { driver, cpuCount, memoryBytes, diskBytes, network, image } = document.vm;
    const makes = {
      ...{ driver, cpuCount, memoryBytes, diskBytes, network, image: image === '' ? 'unknown' : image },
      template: isCopy ? `copy of ${vm.name}` : `export of ${vm.name}`,
    };
    const subject = { vmId, name: document.name };
    const jobId = await services.jobs.begin(
      { kind: 'vm.import', vm: subject, document, requestedBy, makes },
      signal,
    );
    await services.jobs.untilSucceeded(jobId, signal);
    return { status: 'imported', archive, id: vmId };
  },
});

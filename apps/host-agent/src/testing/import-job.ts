import type { CloneMode, VmCloneDocument } from '@busbar/shared/jobs/vm-clone';
import type { VmImportDocument } from '@busbar/shared/jobs/vm-import';
import type { VmExport } from '@busbar/shared/protocol/asked-of-host';
import { benchVmId } from './job-bench.ts';

/** Of the VM that tests import. */
export const newVmId = '018f0000-0000-7000-8000-00000000a002';

/** Another VM from the export, as the control plane asks for it. @throws unless there is one */
export function importDocument(exported: VmExport | undefined): VmImportDocument {
  if (exported?.vm.image === undefined || exported.vm.network === undefined)
    throw new Error('There is no such export.');
  const { image, network } = exported.vm;
  return {
    ...{ vmId: newVmId, exportId: exported.id, mode: 'copy', name: 'web-2' },
    vm: { ...exported.vm, image, network },
  };
}

/** Another VM from the provisioned one. */
export const cloneDocument = (mode: CloneMode): VmCloneDocument => ({
  ...{ vmId: newVmId, sourceId: benchVmId, name: 'web-2', driver: 'sandbox' },
  mode,
});

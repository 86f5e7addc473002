import type { VmImportDocument } from '@busbar/shared/jobs/vm-import';
import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';
import { vmFromCopy } from './vm-from-copy.ts';

export const vmImportHandlers: KindHandlers<'vm.import', JobServices> = vmFromCopy<VmImportDocument>(
  ({ exports }, { exportId }) => ({
    id: exportId,
    copies: async () => exports,
    // People copy and remove exports as they like; one that is gone meanwhile ends the job.
    reading: (work) => work(),
  }),
);

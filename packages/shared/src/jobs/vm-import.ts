import { z } from 'zod';
import { Id } from '../domain/ids.ts';
import { VmName } from '../domain/names.ts';
import { VmExport } from '../protocol/asked-of-host.ts';
import { defineJobKind } from './job-kind.ts';

/** `copy`: a new VM beside the one that was exported. `in-place`: that very VM again, once it is gone. */
export const ImportMode = z.enum(['copy', 'in-place']);
export type ImportMode = z.infer<typeof ImportMode>;

export const VmImportInput = z.object({
  hostId: Id,
  exportId: Id,
  mode: ImportMode,
  name: VmName,
  /** As the host's list of exports tells it. The host refuses an export that says otherwise by now. */
  vm: VmExport.shape.vm.required(),
});
export type VmImportInput = z.infer<typeof VmImportInput>;

export const VmImportDocument = VmImportInput.omit({ hostId: true }).extend({
  /** Of the VM to be made; in place, that of the exported one. */
  vmId: Id,
});
export type VmImportDocument = z.infer<typeof VmImportDocument>;

/** Nothing is made before every file of the export is known to be as it was written. */
export const vmImport = defineJobKind({
  title: 'Import',
  input: VmImportInput,
  document: VmImportDocument,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check export, name and space' },
    { name: 'verify-sums', title: 'Verify checksums of all files' },
    { name: 'create-disk', title: 'Copy the disk', undo: 'Delete the disk' },
    { name: 'create-vm', title: 'Create VM', undo: 'Delete the VM' },
    { name: 'verify', title: 'Verify' },
  ],
  makesVm: 'stopped',
  // Half a terabyte, read and then copied, at 50 MB/s.
  timeoutMs: 6 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'vm.import',
});

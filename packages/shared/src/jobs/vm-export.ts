import { z } from 'zod';
import { CheckpointId } from '../domain/checkpoint.ts';
import { labelOf } from '../domain/label.ts';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

export const VmExportInput = VmReference.extend({
  name: labelOf('an export'),
  /** As the VM was at this checkpoint, for drivers with the ability `checkpoint-exporting`. Default: as it is now. */
  checkpointId: CheckpointId.optional(),
});
export type VmExportInput = z.infer<typeof VmExportInput>;

/** With what only the control plane knows of the VM, to be written into the export. */
export const VmExportDocument = VmExportInput.extend({
  /** What it was made from; null for a VM that was found on its host. */
  template: z.object({ title: z.string(), version: z.number().int().nullable() }).nullable(),
  /** As its cloud-init last told; null where it told none. */
  instanceId: z.string().nullable(),
});
export type VmExportDocument = z.infer<typeof VmExportDocument>;

/** The export gets the job's id. It has another name on the disk until the last step. */
export const vmExport = defineJobKind({
  title: 'Export',
  input: VmExportInput,
  document: VmExportDocument,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check VM, name and space' },
    { name: 'copy-disks', title: 'Copy the VM', undo: 'Remove what was copied' },
    { name: 'sum-files', title: 'Write checksums of all files' },
    { name: 'put-in-place', title: 'Put the export in its place' },
  ],
  // Half a terabyte, copied and then read again, at 50 MB/s.
  timeoutMs: 6 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'vm.export',
});

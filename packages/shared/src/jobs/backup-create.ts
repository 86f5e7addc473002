import { z } from 'zod';
import { Retention } from '../domain/backup.ts';
import { labelOf } from '../domain/label.ts';
import { PlaceName } from '../domain/place.ts';
import { defineJobKind } from './job-kind.ts';
import { VmExportDocument } from './vm-export.ts';
import { VmReference } from './vm-reference.ts';

export const BackupCreateInput = VmReference.extend({
  /** Where on the host. Default: the host's own folder. */
  place: PlaceName.optional(),
  /** For people, such as "before the upgrade". Default: none. */
  note: labelOf('a note').nullable().default(null),
  /** Which other backups of this VM stay in that place. Default: all. */
  retention: Retention.nullable().default(null),
});
export type BackupCreateInput = z.infer<typeof BackupCreateInput>;

export const BackupCreateDocument = VmExportDocument.omit({ name: true }).extend({
  place: PlaceName,
  note: BackupCreateInput.shape.note,
  retention: BackupCreateInput.shape.retention,
  /** Name of the person or program that asked for it. */
  by: z.string().max(256),
});
export type BackupCreateDocument = z.infer<typeof BackupCreateDocument>;

/** The backup gets the job's id. It has another name on the disk until it is whole; from then on nothing undoes it. */
export const backupCreate = defineJobKind({
  title: 'Back up',
  input: BackupCreateInput,
  document: BackupCreateDocument,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check VM, folder and space' },
    { name: 'copy-disks', title: 'Copy the VM', undo: 'Remove what was copied' },
    { name: 'sum-files', title: 'Write checksums of all files' },
    { name: 'put-in-place', title: 'Put the backup in its place' },
    { name: 'apply-retention', title: 'Remove backups that are not kept any more' },
  ],
  // Half a terabyte, copied and then read again, at 50 MB/s.
  timeoutMs: 6 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'vm.backup',
});

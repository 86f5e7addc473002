import type { z } from 'zod';
import { Id } from '../domain/ids.ts';
import { defineJobKind } from './job-kind.ts';
import { VmImportInput, vmImport } from './vm-import.ts';

export const BackupRestoreInput = VmImportInput.omit({ exportId: true }).extend({ backupId: Id });
export type BackupRestoreInput = z.infer<typeof BackupRestoreInput>;

export const BackupRestoreDocument = BackupRestoreInput.omit({ hostId: true }).extend({
  /** Of the VM to be made; in place, that of the one that was backed up. */
  vmId: Id,
});
export type BackupRestoreDocument = z.infer<typeof BackupRestoreDocument>;

/** As an import of an export: what is verified, made and undone is the same. */
export const backupRestore = defineJobKind({
  ...vmImport,
  title: 'Restore',
  input: BackupRestoreInput,
  document: BackupRestoreDocument,
  steps: [
    { name: 'check', title: 'Check backup, name and space' },
    { name: 'verify-sums', title: 'Verify checksums of all files' },
    { name: 'create-disk', title: 'Copy the disk', undo: 'Delete the disk' },
    { name: 'create-vm', title: 'Create VM', undo: 'Delete the VM' },
    { name: 'verify', title: 'Verify' },
  ],
  permission: 'vm.restore',
});

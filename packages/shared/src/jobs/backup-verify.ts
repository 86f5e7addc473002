import { z } from 'zod';
import { BackupTrial } from '../domain/backup.ts';
import { BackupOnHost, BackupReference } from './backup-reference.ts';
import { defineJobKind } from './job-kind.ts';

export const BackupVerifyInput = BackupOnHost.extend({ trial: BackupTrial.default('checksums') });
export type BackupVerifyInput = z.infer<typeof BackupVerifyInput>;
export const BackupVerifyDocument = BackupReference.extend({ trial: BackupTrial });

/** Fails for a backup that is not good. What was found is kept with the backup either way. */
export const backupVerify = defineJobKind({
  title: 'Verify the backup of',
  input: BackupVerifyInput,
  document: BackupVerifyDocument,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check backup, host and space' },
    { name: 'verify-sums', title: 'Verify checksums of all files' },
    { name: 'make-trial', title: 'Make a VM of it on trial', undo: 'Remove the VM on trial' },
    { name: 'boot-trial', title: 'Start it without a network' },
    { name: 'remove-trial', title: 'Remove the VM on trial' },
    { name: 'keep-result', title: 'Keep the result with the backup' },
  ],
  // Half a terabyte, read and then copied, at 50 MB/s.
  timeoutMs: 6 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'vm.backup',
});

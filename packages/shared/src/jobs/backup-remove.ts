import { z } from 'zod';
import { BackupOnHost, BackupReference } from './backup-reference.ts';
import { defineJobKind } from './job-kind.ts';

/** For good. Refused while a job reads it. */
export const backupRemove = defineJobKind({
  title: 'Remove the backup of',
  input: BackupOnHost,
  document: BackupReference,
  secrets: z.null(),
  steps: [{ name: 'remove', title: 'Check that no job reads it, and remove it' }],
  timeoutMs: 10 * 60_000,
  maxAttempts: 1,
  permission: 'vm.backup',
});

import type { BackupCreateDocument } from '@busbar/shared/jobs/backup-create';
import { BackupCheck } from '@busbar/shared/protocol/backups';
import { z } from 'zod';
import type { CopyKind } from '../copies/copy-kind.ts';
import { copyFacts, type NewCopy, newCopyFacts } from '../copies/copy-record.ts';
import { agentVersion } from '../version.ts';

/** What a backup says of itself, in `backup.json`. */
export const BackupRecord = z.object({
  ...copyFacts,
  by: z.string(),
  note: z.string().nullable(),
  /** Of the host agent that made it. */
  agentVersion: z.string(),
});
export type BackupRecord = z.infer<typeof BackupRecord>;

/** What the last look at it has found: written later, and so in no list of sums. */
export const checkName = 'verification.json';
export const CheckRecord = BackupCheck.extend({ version: z.literal(1) });

export const backupKind: CopyKind<BackupRecord> = {
  word: 'backup',
  verb: 'restore',
  recordName: 'backup.json',
  schema: BackupRecord,
  isBeside: (path) => path.startsWith(checkName),
  folderNameOf: ({ id, createdAt, vm }) => `${plain(vm.name)}_${compact(createdAt)}_${id}`,
  idOf: (folderName) => /_([0-9a-f-]{36})$/.exec(folderName)?.[1] ?? null,
};

/** Names from Hyper-V Manager may be anything; a folder's is for people to find it by. */
const plain = (name: string): string => name.replaceAll(/[^A-Za-z0-9.-]+/g, '-').slice(0, 64) || 'vm';

/** As in 20261121T204500Z. */
const compact = (iso: string): string => iso.replace(/\.\d+Z$/, 'Z').replaceAll(/[-:]/g, '');

export type NewBackup = NewCopy & { readonly document: BackupCreateDocument };

export const newBackupRecord = (made: NewBackup, sizeBytes: number): BackupRecord =>
  BackupRecord.parse({
    ...newCopyFacts(made, sizeBytes),
    ...{ by: made.document.by, note: made.document.note, agentVersion },
  });

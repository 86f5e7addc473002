/** The backups of a host, asked of it whenever somebody looks: messages of the link, whose path is in `link.ts`. */
import { z } from 'zod';
import { BackupTrial } from '../domain/backup.ts';
import { PlaceName } from '../domain/place.ts';
import { HostPlace, VmExport } from './asked-of-host.ts';
import { ShortText } from './bounds.ts';

/** What the last look at a backup has found. */
export const BackupCheck = z.object({
  trial: BackupTrial,
  /** Milliseconds since 1970 on the host's clock. */
  at: z.number().min(0).max(8.64e15),
  isGood: z.boolean(),
  /** Why it is not good. */
  reason: z.string().max(1024).nullable(),
});
export type BackupCheck = z.infer<typeof BackupCheck>;

/** A copy of a VM in a folder of its own, with what is known of it. */
export const VmBackup = VmExport.omit({ name: true }).extend({
  vm: VmExport.shape.vm.required(),
  place: PlaceName,
  /** Name of its folder in that place. */
  folder: ShortText,
  /** Who asked for it. */
  by: ShortText,
  note: ShortText.nullable(),
  /** Of the host agent that made it. */
  agentVersion: ShortText,
  /** Null for one that nobody has verified. */
  check: BackupCheck.nullable(),
  /** Why it cannot be whole, as far as that is seen without reading its files. */
  damage: ShortText.nullable(),
});
export type VmBackup = z.infer<typeof VmBackup>;

/** A folder that is named as a backup is, and does not say what it holds. */
export const UnreadableBackup = VmBackup.pick({ id: true, place: true, folder: true }).extend({
  damage: ShortText,
});
export type UnreadableBackup = z.infer<typeof UnreadableBackup>;

/** At most as many of all places. */
export const backupLimit = 1000;
/** Newest first. */
export const BackupList = z.object({
  places: z.array(HostPlace).max(64),
  backups: z.array(VmBackup).max(backupLimit),
  unreadable: z.array(UnreadableBackup).max(backupLimit),
});
export type BackupList = z.infer<typeof BackupList>;

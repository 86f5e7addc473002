import { access, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Id } from '@busbar/shared/domain/ids';

/** The folder of one VM's seed; only this VM uses it. */
export const seedFolderOf = (seedsFolder: string, vmId: string): string => join(seedsFolder, Id.parse(vmId));
export const seedPathOf = (seedsFolder: string, vmId: string): string =>
  join(seedFolderOf(seedsFolder, vmId), 'seed.iso');

export const hasSeed = (seedsFolder: string, vmId: string): Promise<boolean> =>
  access(seedPathOf(seedsFolder, vmId)).then(
    () => true,
    () => false,
  );

/** A fresh, empty folder (0700): what an interrupted attempt left is not trusted. */
export async function emptySeedFolder(seedsFolder: string, vmId: string): Promise<void> {
  await removeSeed(seedsFolder, vmId);
  await mkdir(seedFolderOf(seedsFolder, vmId), { recursive: true, mode: 0o700 });
}

/** Idempotent. A seed holds secrets, so it lives no longer than the first boot. */
export const removeSeed = (seedsFolder: string, vmId: string): Promise<void> =>
  rm(seedFolderOf(seedsFolder, vmId), { recursive: true, force: true });

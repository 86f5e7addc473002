/** A sandbox's own folders out of the tar that an export holds, with the owners that the guest saw. */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { refusedCopy } from '../importing.ts';
import { runMapped } from './run-mapped.ts';
import { archiveName, bytesOfWords, reportRecords } from './sandbox-exporting.ts';
import type { UidPlan } from './uid-plan.ts';

export type Unpacking = {
  /** Empty, and the guest's root's. */
  readonly root: string;
  readonly bytes: number;
  readonly plan: UidPlan;
  readonly onBytes: (done: number, total: number) => void;
  readonly signal: AbortSignal;
};

/** @throws AppError `invalid-input` */
export async function archiveBytes(folder: string): Promise<number> {
  try {
    return (await stat(join(folder, archiveName))).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw refusedCopy(`The copy of the sandbox has no ${archiveName}.`, error);
  }
}

/**
 * As the guest's root, who owns nothing of this machine: an archive from elsewhere can make nothing but what a guest could.
 * tar itself makes links that lead out of the folder last, and takes no path with `..`.
 */
export async function unpackRoot(
  folder: string,
  { root, bytes, plan, onBytes, signal }: Unpacking,
): Promise<void> {
  await using input = await open(join(folder, archiveName), 'r');
  const onError = (text: string): void => {
    const done = bytesOfWords(text);
    if (done !== null) onBytes(Math.min(done, bytes), bytes);
  };
  // Where one id alone is mapped, all files are its own.
  const owners = plan.kind === 'single' ? ['--no-same-owner'] : ['--numeric-owner', '--same-owner'];
  const unpack = ['tar', '--extract', '--preserve-permissions', ...owners, ...reportRecords, '--file=-'];
  await runMapped(unpack, { plan, cwd: root, input, onError, signal });
  onBytes(bytes, bytes);
}

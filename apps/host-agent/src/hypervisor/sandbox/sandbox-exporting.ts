/**
 * What an export of a sandbox consists of: the guest's own folders as a tar, with the owners that the guest sees. Its
 * programs come from whatever machine it is imported on.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopyFiles, VmFiles } from '../vms/recorded-exporting.ts';
import { runMapped } from './run-mapped.ts';
import type { UidPlan } from './uid-plan.ts';

export const archiveName = 'root.tar';
/** tar's unit of writing. */
const recordBytes = 10_240;
/** Has tar say how many of them it has done. */
export const reportRecords = ['--checkpoint=100', '--checkpoint-action=echo=%u'] as const;
/** What tar says so, as bytes; null for other words of its. */
export function bytesOfWords(text: string): number | null {
  const records = /^tar: (\d+)$/m.exec(text)?.[1];
  return records === undefined ? null : Number(records) * recordBytes;
}
/** Sparse files stay small. */
const tar = ['tar', '--sparse', '--numeric-owner', '--create'] as const;

/** tar reads no file's content for a tape that is /dev/null, and says how many bytes it has written. */
export async function measureRoot({ from, signal }: VmFiles, plan: UidPlan): Promise<number> {
  let words = '';
  const onError = (text: string): void => {
    words = (words + text).slice(-1000);
  };
  const measure = [...tar, '--totals', '--file=/dev/null', '.'];
  await runMapped(measure, { plan, cwd: join(from, 'root'), onError, signal });
  return Number(/Total bytes written: (\d+)/.exec(words)?.[1] ?? 0);
}

export async function archiveRoot(
  { from, into, bytes, onPart, signal }: CopyFiles,
  plan: UidPlan,
): Promise<void> {
  await using output = await open(join(into, archiveName), 'wx', 0o600);
  const onError = (text: string): void => {
    const done = bytesOfWords(text);
    if (done !== null) onPart(done / Math.max(1, bytes));
  };
  const archive = [...tar, ...reportRecords, '--file=-', '.'];
  await runMapped(archive, { plan, cwd: join(from, 'root'), output, onError, signal });
}

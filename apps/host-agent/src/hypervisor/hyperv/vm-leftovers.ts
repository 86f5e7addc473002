/** What is left in folders that a VM has moved out of. */
import type { Dirent } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { patience } from '../vms/patience.ts';

/** Of ours, in every folder of a VM. */
const recordName = /\.json$/;

/** What is empty of a VM's folder, and all of it when nothing but records is left. Returns the files that are still there. */
export async function removeEmpty(folder: string, hasRecords: boolean): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) kept.push(...(await removeEmptyBelow(path)));
    else if (!recordName.test(entry.name)) kept.push(path);
  }
  if (kept.length === 0 && !hasRecords) await rm(folder, { recursive: true, ...patience });
  return kept;
}

/** Files in a VM's folder but our records. */
export async function filesLeftIn(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesLeftIn(path)));
    else if (!recordName.test(entry.name)) files.push(path);
  }
  return files;
}

async function removeEmptyBelow(folder: string): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) kept.push(...(await removeEmptyBelow(path)));
    else kept.push(path);
  }
  if (kept.length === 0) await rmdir(folder);
  return kept;
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

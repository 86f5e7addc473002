/** What a sandbox would write for Hyper-V if it were a machine: its applier's own status, in cloud-init's form. */
import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudInitStatus } from '@busbar/shared/protocol/channel';
import { cloudInitPairs, intrinsicPairs, type Pairs } from './kvp-pairs.ts';

const statusLimitBytes = 1024 * 1024;

/** @param folder that of the guest, with `root` in it. */
export async function kvpOfSandbox(folder: string, vmId: string): Promise<Pairs> {
  const path = join(folder, 'root/var/lib/busbar/applied.json');
  const status = (await isOrdinaryFile(path)) ? parseStatus(await readFile(path, 'utf8')) : null;
  const uuidOf = (event: string): string => {
    const hex = createHash('sha256').update(`${vmId} ${event}`).digest('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
      '-',
    );
  };
  return { ...intrinsicPairs(`vm-${vmId}`), ...(status === null ? {} : cloudInitPairs(status, uuidOf)) };
}

/** A guest that wrote nonsense there has told nothing. */
function parseStatus(text: string): CloudInitStatus | null {
  try {
    return CloudInitStatus.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The guest may put anything there. */
async function isOrdinaryFile(path: string): Promise<boolean> {
  try {
    const facts = await lstat(path);
    return facts.isFile() && facts.size <= statusLimitBytes;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

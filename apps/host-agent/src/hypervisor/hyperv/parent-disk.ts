import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { call } from './call.ts';
import { fileNameOf } from './copied-vm.ts';
import type { HypervHost } from './hyperv-host.ts';
import { parseResult } from './results.ts';

const Disk = z.object({ FileSize: z.number().nullish(), ParentPath: z.string().nullish() });

export type DiskAndParent = { readonly fileBytes: number; readonly parent: string | null };

/**
 * A disk's file and the one below it, as Hyper-V opens it: the one beside the disk before the one that its full path
 * names, which is that of another VM where a linked clone was made, and may be gone.
 */
export async function lookBelow(host: HypervHost, path: string, signal: AbortSignal): Promise<DiskAndParent> {
  const answer = await host.query(call('Get-VHD', { Path: path }, 'VirtualHardDisk'), signal);
  const { FileSize, ParentPath } = parseResult(Disk, answer);
  const fileBytes = FileSize ?? 0;
  if (typeof ParentPath !== 'string' || ParentPath === '') return { fileBytes, parent: null };
  const beside = join(dirname(path), fileNameOf(ParentPath));
  const isBeside = await access(beside).then(
    () => true,
    () => false,
  );
  return { fileBytes, parent: isBeside ? beside : ParentPath };
}

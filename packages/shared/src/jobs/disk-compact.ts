import { z } from 'zod';
import { DiskReference } from './disk-reference.ts';
import { defineJobKind } from './job-kind.ts';

export const diskCompact = defineJobKind({
  title: 'Compact a disk of',
  input: DiskReference,
  document: DiskReference,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check the disk' },
    { name: 'compact-disk', title: 'Compact the disk', undo: 'Remove the unfinished copy' },
  ],
  // Half a terabyte at 50 MB/s, twice.
  timeoutMs: 6 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'vm.disk',
});

import { z } from 'zod';
import { DiskKind } from '../domain/disk.ts';
import { DiskReference } from './disk-reference.ts';
import { defineJobKind } from './job-kind.ts';

/** What it stands on is taken into it: afterwards it stands on itself. */
const ConvertedDisk = DiskReference.extend({ kind: DiskKind });

export const diskConvert = defineJobKind({
  title: 'Convert a disk of',
  input: ConvertedDisk,
  document: ConvertedDisk,
  secrets: z.null(),
  // Nothing after the last step can fail: once the VM has the new disk, the former one goes.
  steps: [
    { name: 'check', title: 'Check the disk' },
    { name: 'convert-disk', title: 'Write the converted disk', undo: 'Remove the converted disk' },
    { name: 'switch-disk', title: 'Have the VM use it in place of the former one' },
  ],
  timeoutMs: 6 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'vm.disk',
});

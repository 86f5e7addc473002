import { z } from 'zod';
import { DataDiskId } from '../domain/disk.ts';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

/** `deleteFile` false: the file stays in the VM's folder, where only people on the host find it. */
const RemovedDisk = VmReference.extend({ diskId: DataDiskId, deleteFile: z.boolean() });

export const diskRemove = defineJobKind({
  title: 'Remove a disk of',
  input: RemovedDisk,
  document: RemovedDisk,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check the disk' },
    { name: 'detach-disk', title: 'Detach the disk', undo: 'Attach the disk again' },
    { name: 'remove-file', title: 'Delete its file' },
  ],
  timeoutMs: 10 * 60_000,
  maxAttempts: 1,
  permission: 'vm.disk',
});

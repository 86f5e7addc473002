import { z } from 'zod';
import { DiskKind } from '../domain/disk.ts';
import { defineJobKind } from './job-kind.ts';
import { VmProvisionInput } from './vm-provision.ts';
import { VmReference } from './vm-reference.ts';

/** An empty disk, which the guest partitions itself. */
const NewDisk = VmReference.extend({
  sizeGb: VmProvisionInput.shape.diskGb,
  kind: DiskKind.default('dynamic'),
});

export const diskAdd = defineJobKind({
  title: 'Add a disk to',
  input: NewDisk,
  document: NewDisk,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check state and space' },
    { name: 'create-disk', title: 'Create the disk', undo: 'Delete the disk' },
    { name: 'attach-disk', title: 'Attach the disk', undo: 'Detach the disk' },
  ],
  // A fixed one of two terabytes at 100 MB/s.
  timeoutMs: 6 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'vm.disk',
});

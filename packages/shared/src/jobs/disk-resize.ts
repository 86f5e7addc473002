import { z } from 'zod';
import { DiskReference } from './disk-reference.ts';
import { defineJobKind } from './job-kind.ts';
import { VmProvisionInput } from './vm-provision.ts';

/** A disk only grows. The system disk grows as `vm.resize` has it grow. */
export const ResizedDisk = DiskReference.extend({ sizeGb: VmProvisionInput.shape.diskGb });

export const diskResize = defineJobKind({
  title: 'Grow a disk of',
  input: ResizedDisk,
  document: ResizedDisk,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check the disk' },
    { name: 'grow-disk', title: 'Grow the disk' },
  ],
  timeoutMs: 30 * 60_000,
  maxAttempts: 1,
  permission: 'vm.disk',
});

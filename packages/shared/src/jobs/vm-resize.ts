import { z } from 'zod';
import { defineJobKind } from './job-kind.ts';
import { VmProvisionDocument, VmProvisionInput } from './vm-provision.ts';
import { VmReference } from './vm-reference.ts';

/**
 * The whole size that the VM is to have; what stays as it is is given as it is. `dynamicMemory`: null for memory that stays
 * the same, absent for what the VM has now.
 */
export const VmResizeInput = VmReference.extend(
  VmProvisionInput.pick({ cpuCount: true, memoryMb: true, diskGb: true, dynamicMemory: true }).shape,
);
export type VmResizeInput = z.infer<typeof VmResizeInput>;

export const VmResizeDocument = VmReference.extend(
  VmProvisionDocument.pick({ cpuCount: true, memoryBytes: true, diskBytes: true, dynamicMemory: true }).shape,
);
export type VmResizeDocument = z.infer<typeof VmResizeDocument>;

export const vmResize = defineJobKind({
  title: 'Resize',
  input: VmResizeInput,
  document: VmResizeDocument,
  secrets: z.null(),
  // The disk comes last: it cannot be made smaller again.
  steps: [
    { name: 'check', title: 'Check that the VM is off' },
    {
      name: 'set-machine',
      title: 'Set CPUs and memory',
      undo: 'Set the former CPUs and memory',
    },
    { name: 'grow-disk', title: 'Grow the disk' },
  ],
  timeoutMs: 30 * 60_000,
  maxAttempts: 1,
  permission: 'vm.resize',
});

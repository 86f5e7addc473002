import { z } from 'zod';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

export const vmSave = defineJobKind({
  title: 'Save',
  input: VmReference,
  document: VmReference,
  secrets: z.null(),
  steps: [{ name: 'save', title: 'Write its memory to the disk' }],
  // 100 GB at 60 MB/s.
  timeoutMs: 30 * 60_000,
  maxAttempts: 1,
  permission: 'vm.power',
});

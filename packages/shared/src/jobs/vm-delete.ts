import { z } from 'zod';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

export const vmDelete = defineJobKind({
  title: 'Delete',
  input: VmReference,
  document: VmReference,
  secrets: z.null(),
  steps: [
    { name: 'power-off', title: 'Cut the power' },
    { name: 'delete', title: 'Delete VM and its files' },
  ],
  timeoutMs: 5 * 60_000,
  maxAttempts: 1,
  permission: 'vm.delete',
});

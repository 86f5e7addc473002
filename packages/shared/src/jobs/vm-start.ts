import { z } from 'zod';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

export const vmStart = defineJobKind({
  title: 'Start',
  input: VmReference,
  document: VmReference,
  secrets: z.null(),
  steps: [
    { name: 'start', title: 'Start VM' },
    { name: 'wait-channel', title: 'Wait for the guest agent' },
  ],
  timeoutMs: 10 * 60_000,
  maxAttempts: 1,
  permission: 'vm.power',
});

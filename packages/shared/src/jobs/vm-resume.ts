import { z } from 'zod';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

/** Of a VM that is paused or saved: it goes on where it was. */
export const vmResume = defineJobKind({
  title: 'Resume',
  input: VmReference,
  document: VmReference,
  secrets: z.null(),
  steps: [
    { name: 'resume', title: 'Let it go on' },
    { name: 'wait-channel', title: 'Wait for the guest agent' },
  ],
  timeoutMs: 10 * 60_000,
  maxAttempts: 1,
  permission: 'vm.power',
});

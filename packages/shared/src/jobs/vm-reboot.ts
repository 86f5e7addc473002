import { z } from 'zod';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

export const vmReboot = defineJobKind({
  title: 'Reboot',
  input: VmReference,
  document: VmReference,
  secrets: z.null(),
  steps: [
    { name: 'reboot', title: 'Ask the guest to reboot' },
    { name: 'wait-channel', title: 'Wait for the guest agent' },
  ],
  timeoutMs: 10 * 60_000,
  maxAttempts: 1,
  permission: 'vm.power',
});

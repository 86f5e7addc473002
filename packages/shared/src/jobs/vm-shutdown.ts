import { z } from 'zod';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

export const vmShutdown = defineJobKind({
  title: 'Shut down',
  input: VmReference,
  document: VmReference,
  secrets: z.null(),
  steps: [{ name: 'shutdown', title: 'Ask the guest to shut down' }],
  timeoutMs: 5 * 60_000,
  maxAttempts: 1,
  permission: 'vm.power',
});

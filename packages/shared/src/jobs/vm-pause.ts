import { z } from 'zod';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

export const vmPause = defineJobKind({
  title: 'Pause',
  input: VmReference,
  document: VmReference,
  secrets: z.null(),
  steps: [{ name: 'pause', title: 'Let it stand still' }],
  timeoutMs: 60_000,
  maxAttempts: 1,
  permission: 'vm.power',
});

import { z } from 'zod';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

export const vmPowerOff = defineJobKind({
  title: 'Power off',
  input: VmReference,
  document: VmReference,
  secrets: z.null(),
  steps: [{ name: 'power-off', title: 'Cut the power' }],
  timeoutMs: 60_000,
  maxAttempts: 1,
  permission: 'vm.power',
});

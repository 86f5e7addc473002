import { z } from 'zod';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

export const VmMeterInput = VmReference.extend({
  /** `anew`: what was counted is forgotten, and counting goes on. */
  metering: z.enum(['on', 'off', 'anew']),
});
export type VmMeterInput = z.infer<typeof VmMeterInput>;

/** What a VM uses is counted by its hypervisor, whether anybody looks or not. */
export const vmMeter = defineJobKind({
  title: 'Set the metering of',
  input: VmMeterInput,
  document: VmMeterInput,
  secrets: z.null(),
  steps: [{ name: 'set-metering', title: 'Set what is counted' }],
  timeoutMs: 2 * 60_000,
  maxAttempts: 1,
  permission: 'vm.resize',
});

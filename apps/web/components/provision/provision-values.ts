import { reportHardware } from '@busbar/shared/domain/hardware';
import { VmProvisionInput } from '@busbar/shared/jobs/vm-provision';
import { zodResolver } from '@hookform/resolvers/zod';
import { z } from 'zod';

const largestCount = 50;

/** The API's own schema, and how many VMs like this. */
export const ProvisionValues = VmProvisionInput.extend({
  count: z.number().int().min(1).max(largestCount).default(1),
}).superRefine(reportHardware);
export type ProvisionInput = z.input<typeof ProvisionValues>;
export type ProvisionOutput = z.output<typeof ProvisionValues>;

export const resolveProvision = zodResolver(ProvisionValues);

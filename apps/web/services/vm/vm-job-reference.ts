import { z } from 'zod';

/** A job and the VM that it makes. */
export const VmJobReference = z.object({ jobId: z.string(), vmId: z.string() });

import { z } from 'zod';
import { Id } from '../domain/ids.ts';

/** Input of the kinds that act on one existing VM. */
export const VmReference = z.object({ vmId: Id });
export type VmReference = z.infer<typeof VmReference>;

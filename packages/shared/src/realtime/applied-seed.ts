/** GET /live/vms/<id>/cloud-init/documents: what was meant for a guest beside what it says that it applied. */
import { z } from 'zod';
import { SeedDocuments } from '../domain/template.ts';

export const AppliedSeed = z.object({
  /** With Busbar's own part (the guest agent's installation), secrets masked; null when Busbar did not make the VM. */
  intended: SeedDocuments.nullable(),
  /** Secrets masked. Absent: the guest does not keep it. */
  applied: SeedDocuments.partial(),
  /** Documents that are too large in the guest to be shown. */
  tooLarge: z.array(z.string()),
});
export type AppliedSeed = z.infer<typeof AppliedSeed>;

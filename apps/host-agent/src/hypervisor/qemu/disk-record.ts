import { z } from 'zod';

/** Written when the disk is complete. */
export const DiskRecord = z.object({ image: z.string(), kernelArguments: z.string() });
export type DiskRecord = z.infer<typeof DiskRecord>;

/** What is said of backups on every side of the link. */
import { z } from 'zod';

/** Which backups of a VM stay: those that either rule keeps. Null: that rule keeps none. */
export const Retention = z
  .object({
    keepLast: z.number().int().min(1).max(1000).nullable(),
    keepDays: z.number().int().min(1).max(3650).nullable(),
  })
  .refine(({ keepLast, keepDays }) => keepLast !== null || keepDays !== null, {
    message: 'Say how many backups are kept, or for how many days.',
  });
export type Retention = z.infer<typeof Retention>;

/**
 * How a backup is looked at. `checksums`: every file is as it was written. `import`: and a VM was made of it, which is not
 * started. `boot`: and that VM, without a network, has started until its agent answered.
 */
export const BackupTrial = z.enum(['checksums', 'import', 'boot']);
export type BackupTrial = z.infer<typeof BackupTrial>;

import { z } from 'zod';

/**
 * A VM's name is also its host name inside the guest: one DNS label (RFC 1123 §2.1), lower case, at most
 * 63 characters. That also keeps it safe as a file name on every host.
 */
export const VmName = z
  .string()
  .min(1, 'A VM needs a name.')
  .max(63, 'A VM name has at most 63 characters.')
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    'Use lower-case letters, digits and hyphens; begin and end with a letter or a digit.',
  );
export type VmName = z.infer<typeof VmName>;

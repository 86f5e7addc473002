/** Folders of a host that its configuration names, for backups and for files of VMs. */
import { z } from 'zod';

/** People choose among names: a path from elsewhere is never taken. */
export const PlaceName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'Use at most 32 lower-case letters, digits and hyphens.');
export type PlaceName = z.infer<typeof PlaceName>;
/** The one that every host has, in its own state. */
export const ownPlace: PlaceName = 'host';

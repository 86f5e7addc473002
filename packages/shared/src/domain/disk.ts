/** Disks of a VM: the one that it boots from, and data disks that it is given and loses. */
import { z } from 'zod';

/** What the VM boots from; every driver calls it so. */
export const systemDiskId = 'system';

/** As the VM's driver tells one disk of the VM from another, such as `system`, `data-1` or `scsi-0-3`: by its place. */
export const DiskId = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'This is no id of a disk.');

export const DataDiskId = DiskId.refine((id) => id !== systemDiskId, 'The VM boots from this disk.');

/** `dynamic`: its file grows as the guest writes. `fixed`: the file takes all of its room from the beginning. */
export const DiskKind = z.enum(['dynamic', 'fixed']);
export type DiskKind = z.infer<typeof DiskKind>;

import { DiskId } from '../domain/disk.ts';
import { VmReference } from './vm-reference.ts';

/** Input of the kinds that act on one disk of a VM. */
export const DiskReference = VmReference.extend({ diskId: DiskId });

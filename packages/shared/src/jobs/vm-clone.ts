import { z } from 'zod';
import { Id } from '../domain/ids.ts';
import { VmName } from '../domain/names.ts';
import { DriverName } from '../protocol/host-facts.ts';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

/**
 * `full`: on a copy of the source's disk. `linked`: both go on from what the source's disk holds now, which neither
 * changes any more; each writes a layer of its own.
 */
export const CloneMode = z.enum(['full', 'linked']);
export type CloneMode = z.infer<typeof CloneMode>;

/** `vmId` is the source. */
export const VmCloneInput = VmReference.extend({ name: VmName, mode: CloneMode });
export type VmCloneInput = z.infer<typeof VmCloneInput>;

export const VmCloneDocument = z.object({
  /** Of the VM to be made. */
  vmId: Id,
  sourceId: Id,
  name: VmName,
  driver: DriverName,
  mode: CloneMode,
});
export type VmCloneDocument = z.infer<typeof VmCloneDocument>;

export const vmClone = defineJobKind({
  title: 'Clone',
  input: VmCloneInput,
  document: VmCloneDocument,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check source, name and space' },
    { name: 'take-source', title: 'Take the source’s disk as it is', undo: 'Give the source’s disk back' },
    { name: 'create-disk', title: 'Create disk', undo: 'Delete the disk' },
    { name: 'create-vm', title: 'Create VM', undo: 'Delete the VM' },
    { name: 'remove-copy', title: 'Remove what was copied on the way' },
    { name: 'verify', title: 'Verify' },
  ],
  makesVm: 'stopped',
  // Half a terabyte at 50 MB/s, twice where its files cannot be taken as they are.
  timeoutMs: 6 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'vm.clone',
});

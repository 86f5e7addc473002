import { z } from 'zod';
import { PlaceName } from '../domain/place.ts';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

export const VmMoveStorageInput = VmReference.extend({
  /** As the host names it. */
  place: PlaceName,
});
export type VmMoveStorageInput = z.infer<typeof VmMoveStorageInput>;

/** All files of a VM go to another place of its host, while it runs where its driver can do that. */
export const vmMoveStorage = defineJobKind({
  title: 'Move the files of',
  input: VmMoveStorageInput,
  document: VmMoveStorageInput,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check VM, place and space' },
    { name: 'move-files', title: 'Move the files', undo: 'Remove half copies' },
    { name: 'tidy', title: 'Remove what is left where they were' },
  ],
  // Half a terabyte at 50 MB/s, which a busy guest may write to meanwhile.
  timeoutMs: 6 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'vm.move',
});

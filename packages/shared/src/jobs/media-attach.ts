import { z } from 'zod';
import { IsoName } from '../domain/iso.ts';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

/** Another ISO that is in the drive for a person's own is swapped for it. */
const AttachedIso = VmReference.extend({ iso: IsoName });

export const mediaAttach = defineJobKind({
  title: 'Attach an ISO to',
  input: AttachedIso,
  document: AttachedIso,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check that the ISO is there' },
    { name: 'attach-iso', title: 'Attach the ISO', undo: 'Put back what was in the drive' },
  ],
  timeoutMs: 10 * 60_000,
  maxAttempts: 1,
  permission: 'vm.media',
});

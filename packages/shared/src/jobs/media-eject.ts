import { z } from 'zod';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

/** Of the drive for a person's own: Busbar takes seed and tools disc out by itself. */
export const mediaEject = defineJobKind({
  title: 'Eject the ISO of',
  input: VmReference,
  document: VmReference,
  secrets: z.null(),
  steps: [{ name: 'eject-iso', title: 'Eject the ISO', undo: 'Put the ISO back' }],
  timeoutMs: 10 * 60_000,
  maxAttempts: 1,
  permission: 'vm.media',
});

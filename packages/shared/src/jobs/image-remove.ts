import { z } from 'zod';
import { ImageOnHost, ImageReference } from './image-reference.ts';
import { defineJobKind } from './job-kind.ts';

/** For good. Refused while disks of VMs stand on it. */
export const imageRemove = defineJobKind({
  title: 'Remove the image',
  input: ImageOnHost,
  document: ImageReference,
  secrets: z.null(),
  steps: [{ name: 'remove', title: 'Check that no VM stands on it, and remove it' }],
  timeoutMs: 10 * 60_000,
  maxAttempts: 1,
  permission: 'image.write',
});

import { z } from 'zod';
import { ImageOnHost, ImageReference } from './image-reference.ts';
import { defineJobKind } from './job-kind.ts';

/** Reads the whole disk again, whatever is remembered of it. Fails for one that is damaged. */
export const imageVerify = defineJobKind({
  title: 'Verify the image',
  input: ImageOnHost,
  document: ImageReference,
  secrets: z.null(),
  steps: [{ name: 'verify', title: 'Compare the disk with its checksum' }],
  timeoutMs: 2 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'image.write',
});

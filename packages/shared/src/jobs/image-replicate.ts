import { z } from 'zod';
import { Id } from '../domain/ids.ts';
import { DriverName } from '../protocol/host-facts.ts';
import { Sha256 } from '../protocol/replicas.ts';
import { ImageOnHost, ImageReference } from './image-reference.ts';
import { defineJobKind } from './job-kind.ts';

/** `hostId` and `driver` are where the image is to be. */
export const ImageReplicateInput = ImageOnHost.extend({
  /** Who has it; null: whichever host is online and has it intact. */
  sourceHostId: Id.nullable().default(null),
  /** Of the host that has it; the disk is converted where it is another one. Default: the same. */
  sourceDriver: DriverName.optional(),
});
export type ImageReplicateInput = z.infer<typeof ImageReplicateInput>;

export const ImageReplicateDocument = ImageReference.extend({
  source: z.object({ hostId: Id, hostName: z.string().max(256), driver: DriverName }),
  /** Of the disk, as the source had told when this was asked for. Another one is not taken. */
  sha256: Sha256,
});
export type ImageReplicateDocument = z.infer<typeof ImageReplicateDocument>;

/** On the host that is to have the image; what it copies lies under the job's id until the last step. */
export const imageReplicate = defineJobKind({
  title: 'Copy the image',
  input: ImageReplicateInput,
  document: ImageReplicateDocument,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check hypervisor and name' },
    { name: 'ask-source', title: 'Have the other host verify it', undo: 'Remove what was copied' },
    { name: 'fetch', title: 'Copy its files' },
    { name: 'check-copy', title: 'Compare them with their checksums' },
    { name: 'convert', title: 'Take the disk, or convert it' },
    { name: 'sum-disk', title: 'Write down its checksum' },
    { name: 'put-in-place', title: 'Put the image in its place', undo: 'Remove the image' },
  ],
  // 100 GB at 10 MB/s, and a host that is away for a while.
  timeoutMs: 12 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'image.write',
});

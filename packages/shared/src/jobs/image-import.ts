import { z } from 'zod';
import { Id } from '../domain/ids.ts';
import { ImageDescription, ImageSource, SourceChecksum } from '../domain/image.ts';
import { DriverName } from '../protocol/host-facts.ts';
import { defineJobKind } from './job-kind.ts';

export const ImageImportDocument = ImageDescription.extend({
  driver: DriverName,
  source: ImageSource,
  /** Null: what is fetched is taken as it is. */
  checksum: SourceChecksum.nullable(),
});
export type ImageImportDocument = z.infer<typeof ImageImportDocument>;

export const ImageImportInput = ImageImportDocument.extend({
  hostId: Id,
  /** Default: the day, as in 20260801. */
  version: ImageDescription.shape.version.optional(),
  checksum: SourceChecksum.nullable().default(null),
  defaultUser: ImageDescription.shape.defaultUser.default(null),
  hasCloudInit: z.boolean().default(true),
  secureBoot: ImageDescription.shape.secureBoot.default('linux'),
});
export type ImageImportInput = z.infer<typeof ImageImportInput>;

/** What is made lies under the job's id until the last step. */
export const imageImport = defineJobKind({
  title: 'Import the image',
  input: ImageImportInput,
  document: ImageImportDocument,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check name, checksum and space' },
    { name: 'fetch', title: 'Fetch the disk', undo: 'Remove what was fetched' },
    { name: 'check-source', title: 'Check what was fetched' },
    { name: 'convert', title: 'Convert the disk', undo: 'Remove the converted disk' },
    { name: 'sum-disk', title: 'Write down its checksum' },
    { name: 'put-in-place', title: 'Put the image in its place', undo: 'Remove the image' },
  ],
  // 100 GB at 10 MB/s, and then twice over the disk.
  timeoutMs: 6 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'image.write',
});

/** What an image says of itself, in a file beside its disk that is written last: its presence means "complete". */

import { Id } from '@busbar/shared/domain/ids';
import { ImageName, ImageSlug, ImageVersion, SecureBoot } from '@busbar/shared/domain/image';
import { z } from 'zod';

/** Of an image that was imported; one that was built here, or put here by hand, has none of it. */
export const ImportedFacts = z.object({
  slug: ImageSlug,
  version: ImageVersion,
  /** A URL without its query, or a file's name. */
  source: z.string().max(2048),
  sourceFormat: z.string().max(32),
  /** What the source was compared with; null where nobody gave anything. */
  sourceChecksum: z
    .object({ algorithm: z.enum(['sha256', 'sha512']), value: z.string().max(128) })
    .nullable(),
  defaultUser: z.string().max(64).nullable(),
  importedAt: z.iso.datetime(),
  /** The job that has made it. */
  jobId: Id,
});
export type ImportedFacts = z.infer<typeof ImportedFacts>;

/** Of an image that was copied here from another host. */
export const ReplicatedFacts = z.object({
  /** Its name. */
  from: z.string().max(256),
  at: z.iso.datetime(),
  /** The job that has copied it. */
  jobId: Id,
});

export const BaseImageRecord = z.object({
  name: ImageName,
  title: z.string().max(256),
  os: z.string().max(256),
  /** Of the disk. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.number().int().min(0),
  /** What a disk made from it has at least. */
  virtualSizeBytes: z.number().int().positive(),
  hasCloudInit: z.boolean(),
  imported: ImportedFacts.optional(),
  replicated: ReplicatedFacts.optional(),
});
export type BaseImageRecord = z.infer<typeof BaseImageRecord>;

/** For QEMU: `image.json` beside `disk.qcow2` and, where QEMU itself is to start it, `kernel` and `initrd`. */
export const QemuImage = BaseImageRecord.extend({
  /** Of what it was built by `npm run image`; empty for an image from elsewhere. */
  recipeHash: z.string().default(''),
  /** Null: the machine's firmware starts what is on the disk. */
  kernelArguments: z.string().max(2000).nullable(),
});
export type QemuImage = z.infer<typeof QemuImage>;

/** For Hyper-V: `vhdx.json` beside `disk.vhdx`; the firmware finds the boot loader itself. */
export const HypervImage = BaseImageRecord.extend({ secureBoot: SecureBoot });
export type HypervImage = z.infer<typeof HypervImage>;

import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../hypervisor/vms/write-json.ts';

/** `image.json` beside `disk.qcow2`, `kernel` and `initrd`; written last, so its presence means "complete". */
export const ImageRecord = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/),
  title: z.string().max(256),
  os: z.string().max(256),
  recipeHash: z.string(),
  /** Of disk.qcow2. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.number().int().min(0),
  /** What a disk made from it has at least. */
  virtualSizeBytes: z.number().int().positive(),
  kernelArguments: z.string().max(2000),
  hasCloudInit: z.boolean(),
});
export type ImageRecord = z.infer<typeof ImageRecord>;

/** `null` when the folder holds no complete image. */
export const readImageRecord = (folder: string): Promise<ImageRecord | null> =>
  readJson(join(folder, 'image.json'), ImageRecord);

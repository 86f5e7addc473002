/** The only reader of the environment of `build-image.ts`. */
import { join } from 'node:path';

export type ImageEnvironment = { readonly imagesFolder: string };

/** BUSBAR_IMAGES, as the host agent reads it: the images' folder. Default: `images` in BUSBAR_DATA (`./data`). */
export const readImageEnvironment = (): ImageEnvironment => ({
  imagesFolder: process.env.BUSBAR_IMAGES ?? join(process.env.BUSBAR_DATA ?? 'data', 'images'),
});

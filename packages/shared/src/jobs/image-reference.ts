import { z } from 'zod';
import { Id } from '../domain/ids.ts';
import { ImageName } from '../domain/image.ts';
import { DriverName } from '../protocol/host-facts.ts';

/** Document of the kinds that act on one image of a host. */
export const ImageReference = z.object({ driver: DriverName, image: ImageName });
export type ImageReference = z.infer<typeof ImageReference>;

export const ImageOnHost = ImageReference.extend({ hostId: Id });
export type ImageOnHost = z.infer<typeof ImageOnHost>;

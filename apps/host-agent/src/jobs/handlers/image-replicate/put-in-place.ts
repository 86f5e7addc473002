import { z } from 'zod';
import { placeImage, takeImageBack } from '../image-import/put-in-place.ts';
import { makingOf, type ReplicateStep, sourceOf } from './context.ts';
import { foundDisk } from './convert.ts';
import { recordOf } from './record-of.ts';

const Summed = z.object({ sha256: z.string(), sizeBytes: z.number() });

export const putInPlace: ReplicateStep = {
  run: async (context) => {
    const { services, jobId, outputOf } = context;
    const disk = Summed.parse(outputOf('sum-disk'));
    const { virtualSizeBytes } = foundDisk(context);
    await placeImage(context, makingOf(context), (at) =>
      recordOf(context, sourceOf(context), { at, virtualSizeBytes, disk }),
    );
    services.reservations.release(jobId);
    return undefined;
  },
  undo: async (context) => takeImageBack(context, makingOf(context), context.document.image),
};

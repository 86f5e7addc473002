/** What the image is compared with from now on, before a VM is made from it. */
import { sumNewDisk } from '../image-import/sum-disk.ts';
import { falseSource, isConverted, makingOf, type ReplicateStep } from './context.ts';

export const sumDisk: ReplicateStep = {
  run: async (context) => {
    const summed = await sumNewDisk(context, makingOf(context).folder);
    if (!isConverted(context) && summed.sha256 !== context.document.sha256)
      throw falseSource(context, 'has sent a disk that was changed here meanwhile');
    return summed;
  },
};

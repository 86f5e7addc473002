import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { InstanceName } from '../../seeds/seed-store.ts';

/** A multiple of three, so that the base64 of the pieces can be joined. */
const chunkBytes = 192 * 1024;

export const download = defineCommand({
  name: 'download',
  summary:
    'Gives the disc of a seed as base64. Takes instanceName; stream, true for pieces in lines of their own before the answer.',
  parameters: z.object({ instanceName: InstanceName, stream: z.boolean().default(false) }),
  run: async ({ instanceName, stream }, { services, send }) => {
    const pieces: string[] = [];
    const reading = services.seeds.read(instanceName, chunkBytes);
    let offset = 0;
    for (;;) {
      const { done, value } = await reading.next();
      if (done) {
        const facts = { instanceName, fileName: `${instanceName}.iso`, ...value };
        return stream ? facts : { ...facts, content: pieces.join('') };
      }
      const content = value.toString('base64');
      if (stream) await send({ instanceName, offset, content });
      else pieces.push(content);
      offset += value.length;
    }
  },
});

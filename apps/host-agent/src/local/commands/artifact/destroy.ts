import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { InstanceName } from '../../seeds/seed-store.ts';

export const destroy = defineCommand({
  name: 'destroy',
  summary: 'Deletes a seed, its documents and its disc. Takes instanceName.',
  parameters: z.object({ instanceName: InstanceName }),
  run: async ({ instanceName }, { services, signal }) => {
    const { iso } = await services.seeds.get(instanceName);
    const holder = (await services.media.attached(signal)).find(({ path }) => path === iso?.path);
    if (holder !== undefined) {
      const words = `The disc of ${instanceName} is in ${holder.name}. Detach it first; nothing was deleted.`;
      throw new AppError('conflict', words);
    }
    await services.seeds.remove(instanceName);
    return { instanceName, status: 'destroyed' };
  },
});

import { z } from 'zod';
import { defineCommand } from '../../command.ts';

export const list = defineCommand({
  name: 'list',
  summary: 'Lists the seeds on this host, and which VMs have their disc.',
  parameters: z.object({}),
  run: async (_parameters, { services, signal }) => {
    const attached = await services.media.attached(signal);
    return {
      artifacts: (await services.seeds.list()).map(({ instanceName, iso, metadata }) => ({
        instanceName,
        isoPath: iso?.path ?? null,
        sizeBytes: iso?.sizeBytes ?? null,
        updatedDate: iso === null ? null : new Date(iso.updatedAt).toISOString(),
        operatingSystem: metadata?.os ?? '',
        version: metadata?.version ?? '',
        attachedTo: attached.filter(({ path }) => path === iso?.path).map(({ vmId }) => vmId),
      })),
    };
  },
});

import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { defineCommand } from '../../command.ts';

export const exports = defineCommand({
  name: 'exports',
  summary: 'Lists exported VMs. Takes instanceName, instanceId and sortOrder (asc or desc, by time).',
  parameters: z.object({
    instanceName: z.string().optional(),
    instanceId: z.string().toLowerCase().optional(),
    sortOrder: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['asc', 'ascending', 'desc', 'descending']))
      .default('desc'),
  }),
  run: async ({ instanceName, instanceId, sortOrder }, { services }) => {
    const { folder, exports: newestFirst } = await services.exports.list();
    const wanted = newestFirst.filter(
      ({ vm }) =>
        (instanceName === undefined || vm.name === instanceName) &&
        (instanceId === undefined || vm.id === instanceId),
    );
    const sorted = sortOrder.startsWith('asc') ? wanted.toReversed() : wanted;
    return {
      exports: sorted.map(({ id, createdAt, vm }) => {
        const path = join(folder, id);
        const date = new Date(createdAt).toISOString();
        return {
          archiveName: basename(path),
          archiveUri: pathToFileURL(path).href,
          // An export is never changed.
          ...{ createdDate: date, updatedDate: date },
          ...{ instanceName: vm.name, instanceId: vm.id },
        };
      }),
    };
  },
});

import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { packageView } from '../../gmi/gmi-packages.ts';

const same = (wanted: string | undefined, found: string): boolean =>
  wanted === undefined || wanted.trim().toLowerCase() === found.toLowerCase();

export const list = defineCommand({
  name: 'list',
  summary: 'Lists the golden images that this host has fetched by URL. Takes key, os and version.',
  parameters: z.object({
    key: z.string().optional(),
    os: z.string().optional(),
    version: z.string().optional(),
  }),
  run: async ({ key, os, version }, { services }) => {
    const packages = await services.packages.list();
    return {
      packages: packages
        .filter((each) => same(key, each.key) && same(os, each.os) && same(version, each.version))
        .map(packageView),
    };
  },
});

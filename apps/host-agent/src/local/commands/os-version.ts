import { z } from 'zod';
import { defineActions, defineCommand } from '../command.ts';
import { versionsOf } from '../work/find-template.ts';

const list = defineCommand({
  name: 'list',
  summary: 'Lists the versions of one operating system. Takes os.',
  parameters: z.object({ os: z.string() }),
  run: async ({ os }, { services }) => ({
    osVersions: versionsOf(await services.templates.list(), os).versions,
  }),
});

export const osVersion = defineActions({
  name: 'os-version',
  summary: 'Lists the versions of an operating system.',
  actions: [list],
});

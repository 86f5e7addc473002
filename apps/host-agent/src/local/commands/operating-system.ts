import { z } from 'zod';
import { defineActions, defineCommand } from '../command.ts';
import { systemsOf, versionsOf } from '../work/find-template.ts';

const list = defineCommand({
  name: 'list',
  summary: 'Lists the operating systems that there are templates for.',
  parameters: z.object({}),
  run: async (_parameters, { services }) => ({
    operatingSystems: [...systemsOf(await services.templates.list()).keys()],
  }),
});

const details = defineCommand({
  name: 'details',
  summary: 'Shows one operating system with its versions. Takes name.',
  parameters: z.object({ name: z.string() }),
  run: async ({ name }, { services }) => versionsOf(await services.templates.list(), name),
});

export const operatingSystem = defineActions({
  name: 'operating-system',
  summary: 'Lists operating systems and their templates.',
  actions: [list, details],
});

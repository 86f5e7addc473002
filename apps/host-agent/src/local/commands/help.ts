import { z } from 'zod';
import { defineCommand } from '../command.ts';

export const help = defineCommand({
  name: 'help',
  summary: 'Lists all commands (this message).',
  parameters: z.object({}),
  run: async (_parameters, { services }) => ({
    description: 'Commands of the Busbar host agent',
    commands: services.commands().map(({ name, summary }) => ({ command: name, summary })),
    usage: 'For help on one command send it with { "parameters": { "action": "help" } }.',
  }),
});

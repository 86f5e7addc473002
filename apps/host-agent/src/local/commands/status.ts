import { z } from 'zod';
import { defineCommand } from '../command.ts';

export const status = defineCommand({
  name: 'status',
  summary: 'Says that the service is running.',
  parameters: z.object({}),
  run: async () => ({ details: 'Service is running.' }),
});

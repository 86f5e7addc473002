import { z } from 'zod';
import { defineCommand, readInput } from '../command.ts';

const Add = z.object({ event: z.literal('add'), number: z.number() });

export const sumCommand = defineCommand({
  name: 'sum',
  summary: 'Adds numbers as they come, and tells each sum. Takes stream (true).',
  parameters: z.object({ stream: z.literal(true) }),
  run: async (_parameters, context) => {
    let sum = 0;
    for await (const { number } of readInput(context, Add)) {
      sum += number;
      await context.send({ event: 'sum', sum });
    }
    return { sum };
  },
});

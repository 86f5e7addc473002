import { z } from 'zod';
import { PersonReference } from '../../services/people/change-person.ts';
import { resetLink as service } from '../../services/people/reset-link.ts';
import { procedure } from '../trpc.ts';

export const resetLink = procedure
  .input(PersonReference)
  .output(z.object({ link: z.string() }))
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));

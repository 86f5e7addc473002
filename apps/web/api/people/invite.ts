import { z } from 'zod';
import { InvitePersonInput, invitePerson } from '../../services/people/invite-person.ts';
import { procedure } from '../trpc.ts';

export const invite = procedure
  .input(InvitePersonInput)
  .output(z.object({ link: z.string() }))
  .mutation(({ ctx, input }) => invitePerson(ctx.deps, ctx.actor, input));

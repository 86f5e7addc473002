import { PersonReference } from '../../services/people/change-person.ts';
import { enablePerson } from '../../services/people/enable-person.ts';
import { procedure } from '../trpc.ts';

export const enable = procedure
  .input(PersonReference)
  .mutation(({ ctx, input }) => enablePerson(ctx.deps, ctx.actor, input));

import { PersonReference } from '../../services/people/change-person.ts';
import { disablePerson } from '../../services/people/disable-person.ts';
import { procedure } from '../trpc.ts';

export const disable = procedure
  .input(PersonReference)
  .mutation(({ ctx, input }) => disablePerson(ctx.deps, ctx.actor, input));

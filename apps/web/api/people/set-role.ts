import { SetRoleInput, setRole as service } from '../../services/people/set-role.ts';
import { procedure } from '../trpc.ts';

export const setRole = procedure
  .input(SetRoleInput)
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));

import {
  CreateTokenInput,
  CreateTokenResult,
  createToken as service,
} from '../../services/account/create-token.ts';
import { procedure } from '../trpc.ts';

export const createToken = procedure
  .input(CreateTokenInput)
  .output(CreateTokenResult)
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));

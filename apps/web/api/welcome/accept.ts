import { clientAddressHeader } from '../../auth/auth-deps.ts';
import { AcceptLinkInput, AcceptLinkResult, acceptLink } from '../../services/welcome/accept-link.ts';
import { publicProcedure } from '../trpc.ts';

export const accept = publicProcedure
  .input(AcceptLinkInput)
  .output(AcceptLinkResult)
  .mutation(({ ctx, input }) => acceptLink(ctx.deps, ctx.headers.get(clientAddressHeader), input));

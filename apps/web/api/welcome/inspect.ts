import { clientAddressHeader } from '../../auth/auth-deps.ts';
import { InspectLinkInput, InspectLinkResult, inspectLink } from '../../services/welcome/inspect-link.ts';
import { publicProcedure } from '../trpc.ts';

export const inspect = publicProcedure
  .input(InspectLinkInput)
  .output(InspectLinkResult)
  .query(({ ctx, input }) => inspectLink(ctx.deps, ctx.headers.get(clientAddressHeader), input));

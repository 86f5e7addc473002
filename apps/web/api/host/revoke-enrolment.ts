import { z } from 'zod';
import { RevokeEnrolmentInput, revokeEnrolment as service } from '../../services/host/revoke-enrolment.ts';
import { procedure } from '../trpc.ts';

export const revokeEnrolment = procedure
  .meta({
    openapi: { method: 'POST', path: '/hosts/enrolments/{tokenId}/revoke', protect: true, tags: ['host'] },
  })
  .input(RevokeEnrolmentInput)
  .output(z.object({}))
  .mutation(async ({ ctx, input }) => {
    await service(ctx.deps, ctx.actor, input);
    return {};
  });

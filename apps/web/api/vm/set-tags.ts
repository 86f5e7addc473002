import { VmView } from '@busbar/shared/realtime/views';
import { SetTagsInput, setTags as service } from '../../services/vm/set-tags.ts';
import { procedure } from '../trpc.ts';

export const setTags = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/tags', protect: true, tags: ['vm'] } })
  .input(SetTagsInput)
  .output(VmView)
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));

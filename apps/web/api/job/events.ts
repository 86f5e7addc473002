import { JobEventView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import { ListJobEventsInput, listJobEvents } from '../../services/job/list-job-events.ts';
import { procedure } from '../trpc.ts';

export const events = procedure
  .meta({ openapi: { method: 'GET', path: '/jobs/{jobId}/events', protect: true, tags: ['job'] } })
  .input(ListJobEventsInput)
  .output(z.object({ events: z.array(JobEventView) }))
  .query(({ ctx, input }) => listJobEvents(ctx.deps, ctx.actor, input));

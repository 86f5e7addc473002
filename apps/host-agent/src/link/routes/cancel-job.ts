/** POST jobs/cancel: the answer says that the wish is durable; the end comes as an event. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { JobCancel } from '@busbar/shared/protocol/link';
import { z } from 'zod';
import type { JobDeps } from './accept-job.ts';

export const cancelJobHandler = ({ runner }: JobDeps): RouteHandler =>
  jsonHandler(JobCancel, z.object({}), async (job) => {
    await runner.cancel(job);
    return {};
  });

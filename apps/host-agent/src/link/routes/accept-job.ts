/** POST jobs: takes a whole job; the answer says that it is durable here. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { JobAccepted, JobDocument } from '@busbar/shared/protocol/link';
import type { JobRunner } from '../../jobs/runner.ts';

export type JobDeps = { readonly runner: Pick<JobRunner<never>, 'accept' | 'cancel' | 'unfinished'> };

/** Four documents of 1 MiB, as JSON, and sealed secrets beside them. */
const limitBytes = 16 * 1024 * 1024;

export const acceptJobHandler = ({ runner }: JobDeps): RouteHandler =>
  jsonHandler(JobDocument, JobAccepted, (document) => runner.accept(document), { limitBytes });

/** replicas/<job>: what a job of this host wants of another host's image, and where it is left. */
import { fromWireError } from '@busbar/shared/errors/wire-error';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { endOk } from '@busbar/shared/http2/respond';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { Empty } from '@busbar/shared/protocol/channel';
import { ReplicaSource, ReplicaTrouble, ReplicaWish, wishPatienceMs } from '@busbar/shared/protocol/replicas';
import { z } from 'zod';
import type { ReplicaDesk } from '../../images/replicas/replica-desk.ts';
import { fromOf } from './replica-source.ts';

export type ReplicaDeskDeps = { readonly replicas: ReplicaDesk };

export const wishHandler = ({ replicas }: ReplicaDeskDeps): RouteHandler =>
  jsonHandler(z.object({}), ReplicaWish, (_input, { params, signal }) =>
    replicas.wishOf(params.jobId ?? '', wishPatienceMs, signal),
  );

export const bringSourceHandler = ({ replicas }: ReplicaDeskDeps): RouteHandler =>
  jsonHandler(ReplicaSource, Empty, (source, { params }) => {
    replicas.bringSource(params.jobId ?? '', source);
    return {};
  });

export const bringFileHandler =
  ({ replicas }: ReplicaDeskDeps): RouteHandler =>
  async ({ stream, params, query, signal }) => {
    const { jobId = '', file: name = '' } = params;
    // Its end does not destroy the stream, whose answer is still to be written.
    const body = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    await replicas.bringFile(jobId, { name, from: fromOf(query), body, signal });
    endOk(stream, '{}');
  };

export const troubleHandler = ({ replicas }: ReplicaDeskDeps): RouteHandler =>
  jsonHandler(ReplicaTrouble, Empty, ({ error }, { params }) => {
    replicas.tell(params.jobId ?? '', fromWireError(error));
    return {};
  });

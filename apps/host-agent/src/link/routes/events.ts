/**
 * POST events: the outbox as a stream. The request's first line says where to begin, later ones acknowledge;
 * the response goes on until the link ends. What was not acknowledged is told again on the next stream.
 */
import type { ServerHttp2Stream } from 'node:http2';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { readJsonLines, writeJsonLine } from '@busbar/shared/http2/json-lines';
import { beginResponse, endError, endOk } from '@busbar/shared/http2/respond';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { EventsAck, EventsRequest } from '@busbar/shared/protocol/link';
import type { ProtocolVersion } from '@busbar/shared/protocol/version';
import { z } from 'zod';
import type { Outbox } from '../../jobs/outbox.ts';
import { tellable } from './tellable.ts';

export type EventsDeps = {
  readonly outbox: Pick<Outbox, 'acknowledge' | 'lastSeq' | 'read' | 'refuseGap' | 'waitForMore'>;
  readonly agreedVersion: () => ProtocolVersion;
};

const Line = z.union([EventsRequest, EventsAck]);
type Lines = AsyncGenerator<z.output<typeof Line>, void, undefined>;

/** Events sent and not yet acknowledged; beyond it the stream waits, so that a replay stays short. */
const unacknowledgedLimit = 10_000;

export const eventsHandler =
  ({ outbox, agreedVersion }: EventsDeps): RouteHandler =>
  async ({ stream, signal }) => {
    const lines: Lines = readJsonLines(stream, Line);
    const first = (await lines.next()).value;
    if (first === undefined || !('afterSeq' in first)) {
      throw new AppError('invalid-input', 'The first line must be { "afterSeq": n }.');
    }
    outbox.refuseGap(first.afterSeq);
    await outbox.acknowledge(first.afterSeq);
    beginResponse(stream, { 'content-type': 'application/x-ndjson' });
    const over = new AbortController();
    const acknowledged = takeAcks(lines, outbox, over);
    await tellEvents(stream, outbox, {
      version: agreedVersion(),
      afterSeq: first.afterSeq,
      acked: acknowledged,
      signal: AbortSignal.any([signal, over.signal]),
    });
    const { error } = acknowledged;
    if (error !== null) endError(stream, error);
    else endOk(stream);
  };

type Acks = { seq: number; changed: PromiseWithResolvers<void>; error: AppError | null };

/** Runs beside the telling; the peer's last line, or its mistake, ends both. */
function takeAcks(lines: Lines, outbox: EventsDeps['outbox'], over: AbortController): Acks {
  const acks: Acks = { seq: 0, changed: Promise.withResolvers<void>(), error: null };
  const take = async (): Promise<void> => {
    for await (const line of lines) {
      if (!('ackSeq' in line)) throw new AppError('invalid-input', 'Only acknowledgements may follow.');
      await outbox.acknowledge(line.ackSeq);
      acks.seq = Math.max(acks.seq, line.ackSeq);
      acks.changed.resolve();
      acks.changed = Promise.withResolvers<void>();
    }
  };
  void take()
    .catch((thrown: unknown) => {
      acks.error = toAppError(thrown);
    })
    .finally(() => {
      over.abort();
      acks.changed.resolve();
    });
  return acks;
}

type Telling = {
  readonly version: ProtocolVersion;
  readonly afterSeq: number;
  readonly acked: Acks;
  readonly signal: AbortSignal;
};

async function tellEvents(
  stream: ServerHttp2Stream,
  outbox: EventsDeps['outbox'],
  { version, afterSeq, acked, signal }: Telling,
): Promise<void> {
  let sentSeq = afterSeq;
  while (!signal.aborted) {
    for (const event of await outbox.read(sentSeq)) {
      if (signal.aborted) return;
      await writeJsonLine(stream, tellable(event, version));
      sentSeq = event.seq;
    }
    while (sentSeq - Math.max(acked.seq, afterSeq) > unacknowledgedLimit && !signal.aborted)
      await acked.changed.promise;
    await outbox.waitForMore(sentSeq, signal);
  }
}

/** POST power: answers first, then the guest begins to shut down or reboot. */
import type { ServerHttp2Stream } from 'node:http2';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { Empty, PowerRequest } from '@busbar/shared/protocol/channel';
import type { z } from 'zod';

export type PowerAction = z.infer<typeof PowerRequest>['action'];

/** How a platform shuts down. */
export interface Power {
  /** Throws `forbidden` when this agent may not do it; called before the answer. */
  readonly assertAllowed: () => void;
  /** Begins it. What goes wrong then is logged: nobody waits any more. */
  readonly begin: (action: PowerAction) => void;
}

/** A caller that does not read its answer asked all the same. */
const answerDeadlineMs = 1_000;

export const powerHandler = (power: Power): RouteHandler =>
  jsonHandler(PowerRequest, Empty, ({ action }, { stream }) => {
    power.assertAllowed();
    void answered(stream).then(() => power.begin(action));
    return {};
  });

/**
 * Resolves when the caller has the answer, has gone, or took too long. A closed stream has only handed its frames
 * to the socket; the reply to a PING behind them proves that they have arrived.
 */
function answered(stream: ServerHttp2Stream): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { session } = stream;
  const timer = setTimeout(resolve, answerDeadlineMs);
  session?.once('close', resolve);
  stream.once('close', () => {
    if (session === undefined || session.destroyed || !session.ping(() => resolve())) resolve();
  });
  return promise.finally(() => clearTimeout(timer));
}

/** POST power: answers first, then the guest begins to shut down or reboot. */
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

export const powerHandler = (power: Power): RouteHandler =>
  jsonHandler(PowerRequest, Empty, ({ action }, { stream }) => {
    power.assertAllowed();
    // 'close' comes once the answer is out, or once the caller has gone without it; it asked all the same.
    stream.once('close', () => power.begin(action));
    return {};
  });

/** GET telemetry: each VM's heartbeats as they come. Volatile: a slow reader misses some. */
import { beginResponse } from '@busbar/shared/http2/respond';
import type { RouteHandler } from '@busbar/shared/http2/router';
import type { VmTelemetry } from '@busbar/shared/protocol/link';
import type { z } from 'zod';

export type TelemetryDeps = {
  readonly telemetry: {
    /** Returns what ends it. */
    readonly subscribe: (listener: (telemetry: z.infer<typeof VmTelemetry>) => void) => () => void;
  };
};

/** Bytes waiting for a reader; beyond it heartbeats are left out until it has caught up. */
const waitingLimitBytes = 256 * 1024;

export const telemetryHandler =
  ({ telemetry }: TelemetryDeps): RouteHandler =>
  ({ stream, signal }) => {
    beginResponse(stream, { 'content-type': 'application/x-ndjson' });
    const unsubscribe = telemetry.subscribe((line) => {
      if (stream.destroyed || stream.writableLength > waitingLimitBytes) return;
      stream.write(`${JSON.stringify(line)}\n`);
    });
    signal.addEventListener('abort', unsubscribe, { once: true });
    if (signal.aborted) unsubscribe();
  };

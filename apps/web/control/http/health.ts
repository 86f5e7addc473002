import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Door, pathOf } from './http-server.ts';
import { sendJson } from './json.ts';

/** Named conditions; ready means all of them hold. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<boolean> | boolean>>;

/**
 * `/healthz`: the process answers. `/readyz`: 200 when every check holds, else 503 with those that do not.
 * Both are open and tell nothing but that.
 */
export function healthDoor(checks: ReadinessChecks): Door {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (pathOf(request) === '/healthz') return sendJson(response, 200, { status: 'ok' });
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await holds(check)] as const),
    );
    const failing = results.filter(([, isReady]) => !isReady).map(([name]) => name);
    sendJson(response, failing.length === 0 ? 200 : 503, {
      status: failing.length === 0 ? 'ready' : 'not ready',
      failing,
    });
  };
  return { owns: (path) => path === '/healthz' || path === '/readyz', handle };
}

/** A check that cannot be made does not hold; its name is in the answer. */
function holds(check: () => Promise<boolean> | boolean): Promise<boolean> {
  return Promise.resolve()
    .then(check)
    .then(
      (isReady) => isReady,
      () => false,
    );
}

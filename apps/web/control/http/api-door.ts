/** Procedures over tRPC, as REST and as their description; sign-in and sign-out. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { ApiContext } from '../../api/context.ts';
import { handleAuth } from '../../api/handle-auth.ts';
import { describeRest, handleRest, restEndpoint } from '../../api/handle-rest.ts';
import { handleTrpc, trpcEndpoint } from '../../api/handle-trpc.ts';
import { authenticate } from '../../auth/authenticate.ts';
import type { Log } from '../deps.ts';
import { type Door, pathOf } from './http-server.ts';
import { sendError } from './json.ts';
import { answerWithWeb, type WebHandler } from './web-handler.ts';

type ApiDeps = ApiContext['deps'];

export function apiDoor(deps: ApiDeps, log: Log): Door {
  const onError = (error: unknown, path = ''): void =>
    log.error({ error: toAppError(error), path }, 'a request failed');
  const routes: readonly (readonly [string, WebHandler])[] = [
    [`${trpcEndpoint}/`, (request) => handleTrpc(deps, request, onError)],
    [`${restEndpoint}/`, (request) => handleRest(deps, request, onError)],
    ['/api/auth/', (request) => handleAuth(deps, request)],
    ['/api/openapi.json', (request) => describe(deps, request)],
  ];
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const path = pathOf(incoming);
    try {
      const [, handler] = routes.find(([prefix]) => path.startsWith(prefix)) ?? [];
      if (handler === undefined) throw new AppError('not-found', `There is no ${path.slice(0, 200)}.`);
      await answerWithWeb(handler, deps.publicUrl, incoming, outgoing);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'internal') onError(error, path);
      sendError(outgoing, error);
    }
  };
  return { owns: (path) => path.startsWith('/api/'), handle };
}

async function describe(deps: ApiDeps, request: Request): Promise<Response> {
  if ((await authenticate(deps, request.headers)) !== null) {
    return Response.json(describeRest(deps.version, deps.publicUrl));
  }
  const error = { code: 'unauthenticated', message: 'Nobody is signed in.' };
  return Response.json({ error }, { status: 401 });
}

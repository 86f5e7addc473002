import { type AppError, toAppError } from '@busbar/shared/errors/app-error';
import { toWireError } from '@busbar/shared/errors/wire-error';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import superjson from 'superjson';
import { type ApiContext, createContext } from './context.ts';
import { toTrpcError } from './error-shape.ts';
import { refusalOf } from './guard-request.ts';
import { withBoundedBody } from './read-body.ts';
import { appRouter } from './router.ts';

export const trpcEndpoint = '/api/trpc';
/** Calls that travel in one request. */
const batchLimit = 20;

export async function handleTrpc(
  deps: ApiContext['deps'],
  request: Request,
  onError: (error: unknown, path: string | undefined) => void,
): Promise<Response> {
  try {
    const refusal = refusalOf(request, deps.publicUrl);
    if (refusal !== null) throw refusal;
    return await fetchRequestHandler({
      endpoint: trpcEndpoint,
      router: appRouter,
      req: await withBoundedBody(request),
      createContext: () => createContext(deps, request.headers),
      maxBatchSize: batchLimit,
      onError: ({ error, path }) => {
        if (error.code === 'INTERNAL_SERVER_ERROR') onError(error.cause ?? error, path);
      },
    });
  } catch (error) {
    return refused(toAppError(error));
  }
}

/** In the form that tRPC's client understands, for a whole batch. */
function refused(error: AppError): Response {
  const { code } = toTrpcError(error);
  const shape = {
    message: error.message,
    code: -32600,
    data: { code, httpStatus: error.httpStatus, appError: toWireError(error) },
  };
  return Response.json({ error: superjson.serialize(shape) }, { status: error.httpStatus });
}

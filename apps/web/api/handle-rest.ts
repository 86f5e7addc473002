/** The same procedures as plain JSON over HTTP, for programs. */
import { type AppError, toAppError } from '@busbar/shared/errors/app-error';
import { toWireError } from '@busbar/shared/errors/wire-error';
import type { TRPCError } from '@trpc/server';
import { createOpenApiFetchHandler, generateOpenApiDocument } from 'trpc-to-openapi';
import { type ApiContext, createContext } from './context.ts';
import { wireErrorOf } from './error-shape.ts';
import { refusalOf } from './guard-request.ts';
import { withBoundedBody } from './read-body.ts';
import { appRouter } from './router.ts';

export const restEndpoint = '/api/rest';

export async function handleRest(
  deps: ApiContext['deps'],
  request: Request,
  onError: (error: unknown, path: string | undefined) => void,
): Promise<Response> {
  let failure: TRPCError | null = null;
  try {
    const refusal = refusalOf(request, deps.publicUrl);
    if (refusal !== null) throw refusal;
    const response = await createOpenApiFetchHandler({
      endpoint: restEndpoint,
      router: appRouter,
      req: await withBoundedBody(request),
      createContext: () => createContext(deps, request.headers),
      onError: ({ error, path }: { error: TRPCError; path?: string | undefined }) => {
        failure = error;
        if (error.code === 'INTERNAL_SERVER_ERROR') onError(error.cause ?? error, path);
      },
    });
    // The library's own error bodies know nothing of our codes.
    return failure === null
      ? response
      : Response.json({ error: wireErrorOf(failure) }, { status: response.status });
  } catch (error) {
    return refused(toAppError(error));
  }
}

const refused = (error: AppError): Response =>
  Response.json({ error: toWireError(error) }, { status: error.httpStatus });

/** The OpenAPI description of everything under `restEndpoint`. */
export const describeRest = (version: string, publicUrl: string) =>
  generateOpenApiDocument(appRouter, {
    title: 'Busbar',
    version,
    baseUrl: `${publicUrl}${restEndpoint}`,
    securitySchemes: {
      Authorization: {
        type: 'http',
        scheme: 'bearer',
        description: 'An API token (bbt_…) from the account page.',
      },
    },
  });

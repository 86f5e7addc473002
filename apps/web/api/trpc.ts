/** The two kinds of procedure. Everything else about the API is one file per procedure. */
import { AppError } from '@busbar/shared/errors/app-error';
import { initTRPC } from '@trpc/server';
import superjson from 'superjson';
import type { OpenApiMeta } from 'trpc-to-openapi';
import type { ApiContext } from './context.ts';
import { isAppError, toTrpcError, wireErrorOf } from './error-shape.ts';

const t = initTRPC
  .context<ApiContext>()
  .meta<OpenApiMeta>()
  .create({
    transformer: superjson,
    // The stack of an error is for our log, never for a caller.
    isDev: false,
    errorFormatter: ({ shape, error }) => {
      const appError = wireErrorOf(error);
      return { ...shape, message: appError.message, data: { ...shape.data, appError } };
    },
  });

export const router = t.router;
export const createCaller = t.createCallerFactory;

/** For those few that work without a session; the access test holds their list. */
export const publicProcedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok && isAppError(result.error.cause)) throw toTrpcError(result.error.cause);
  return result;
});

/** Needs a session or a token; what it may do is decided in the service. */
export const procedure = publicProcedure.use(({ ctx, next }) => {
  if (ctx.actor === null) {
    throw toTrpcError(
      new AppError('unauthenticated', 'Nobody is signed in.', {
        userMessage: 'You are not signed in, or your session has ended. Sign in and try again.',
      }),
    );
  }
  return next({ ctx: { ...ctx, actor: ctx.actor } });
});

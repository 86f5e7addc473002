import { AppError, type ErrorCode, errorTable } from '@busbar/shared/errors/app-error';
import { toWireError, type WireError } from '@busbar/shared/errors/wire-error';
import { TRPCError } from '@trpc/server';
import { ZodError, z } from 'zod';

type TrpcCode = TRPCError['code'];
const byStatus: Readonly<Record<number, TrpcCode>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  412: 'PRECONDITION_FAILED',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'TOO_MANY_REQUESTS',
  499: 'CLIENT_CLOSED_REQUEST',
  501: 'NOT_IMPLEMENTED',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
};
const byTrpcCode: Partial<Record<TrpcCode, ErrorCode>> = {
  BAD_REQUEST: 'invalid-input',
  PARSE_ERROR: 'invalid-input',
  UNAUTHORIZED: 'unauthenticated',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'not-found',
  METHOD_NOT_SUPPORTED: 'unsupported',
  PAYLOAD_TOO_LARGE: 'too-large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported',
};

/** The server and Next's bundle have a class each; an error may come from either. */
export const isAppError = (error: unknown): error is AppError =>
  error instanceof AppError || (error instanceof Error && error.name === 'AppError' && 'code' in error);

export function toTrpcError(error: AppError): TRPCError {
  const code = byStatus[errorTable[error.code].httpStatus] ?? 'INTERNAL_SERVER_ERROR';
  return new TRPCError({ code, message: error.message, cause: error });
}

/** What a caller is told. What nobody expected is told without its words, which may hold secrets. */
export function wireErrorOf(error: TRPCError): WireError {
  const { cause } = error;
  if (cause instanceof ZodError) return toWireError(inputError(cause));
  if (isAppError(cause)) return toWireError(cause);
  const code = byTrpcCode[error.code];
  if (code !== undefined) return toWireError(new AppError(code, error.message));
  return toWireError(
    new AppError('internal', 'Internal error', {
      userMessage:
        'Something went wrong inside Busbar; whether the change was made is shown by a reload. The log of the control plane says more.',
    }),
  );
}

/** The first thing that is wrong, in words; all of them by field in the details. */
function inputError(error: ZodError): AppError {
  const first = error.issues[0];
  const path = first?.path.join('.') ?? '';
  const isTooLarge = error.issues.some((issue) => /at most 1 MiB/.test(issue.message));
  const message = first === undefined ? 'Invalid input' : `${path === '' ? '' : `${path}: `}${first.message}`;
  return new AppError(isTooLarge ? 'too-large' : 'invalid-input', message, {
    details: { fields: z.flattenError(error).fieldErrors },
  });
}

import { z } from 'zod';
import { AppError, type ErrorCode, errorTable } from './app-error.ts';

const codes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];

/** An AppError as it travels between programs. Unknown fields are dropped, text is bounded. */
export const WireError = z.object({
  code: z.enum(codes),
  message: z.string().max(4096),
  userMessage: z.string().max(4096).optional(),
  retryable: z.boolean().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type WireError = z.infer<typeof WireError>;

const textLimit = 4096;
const clip = (text: string): string => (text.length > textLimit ? `${text.slice(0, textLimit - 1)}…` : text);

export function toWireError(error: AppError): WireError {
  return {
    code: error.code,
    message: clip(error.message),
    userMessage: clip(error.userMessage),
    retryable: error.retryable,
    details: { ...error.details },
  };
}

export function fromWireError(wire: WireError): AppError {
  return new AppError(wire.code, wire.message, {
    ...(wire.userMessage === undefined ? {} : { userMessage: wire.userMessage }),
    ...(wire.retryable === undefined ? {} : { retryable: wire.retryable }),
    ...(wire.details === undefined ? {} : { details: wire.details }),
  });
}

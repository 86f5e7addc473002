import { AppError } from '@busbar/shared/errors/app-error';

const isFull = /database or disk is full|SQLITE_FULL|ENOSPC/;

/** What a failed write is to its caller: a full disk says what to do, everything else stays as it is. */
export function writeFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const cause = 'cause' in error ? error.cause : undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (![error.message, code, cause instanceof Error ? cause.message : ''].some((text) => isFull.test(text)))
    return error;
  return new AppError('insufficient-storage', 'The database cannot grow: its disk is full.', {
    cause: error,
    userMessage:
      'The disk of the control plane is full. Nothing was changed. Make room in its data folder and try again; no restart is needed.',
  });
}

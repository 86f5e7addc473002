import { AppError } from '../errors/app-error.ts';

/** Why a signal was aborted, as an AppError: its own AppError reason, a timeout, or else `cancelled`. */
export function abortError(signal: AbortSignal): AppError {
  const reason: unknown = signal.reason;
  if (reason instanceof AppError) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new AppError('deadline-exceeded', 'The operation took longer than it may.', { cause: reason });
  }
  return new AppError('cancelled', 'The operation was cancelled.', { cause: reason });
}

/** A promise that several may look at and nobody must: its rejection is not "unhandled" when nobody does. */
export function optional<T>(promise: Promise<T>): Promise<T> {
  promise.catch((error: unknown) => error);
  return promise;
}

import { AppError, type ErrorCode } from '../errors/app-error.ts';

/** An error that names the call of Windows and its code. */
export const windowsError = (call: string, code: number, kind: ErrorCode = 'unavailable'): AppError =>
  new AppError(kind, `${call} failed (Windows error ${code}).`, { details: { call, code } });

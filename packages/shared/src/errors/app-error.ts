/**
 * The closed set of errors that Busbar's programs raise and exchange.
 *
 * A code says what kind of failure it is; the table below maps each code to its HTTP status, whether a
 * later identical attempt may succeed, and the level at which it is logged. Nothing else in the code base
 * maps errors to statuses.
 */
export const errorTable = {
  'invalid-input': { httpStatus: 400, retryable: false, logLevel: 'info' },
  unauthenticated: { httpStatus: 401, retryable: false, logLevel: 'info' },
  forbidden: { httpStatus: 403, retryable: false, logLevel: 'warn' },
  'not-found': { httpStatus: 404, retryable: false, logLevel: 'info' },
  conflict: { httpStatus: 409, retryable: false, logLevel: 'info' },
  'already-exists': { httpStatus: 409, retryable: false, logLevel: 'info' },
  'stale-attempt': { httpStatus: 409, retryable: false, logLevel: 'info' },
  'precondition-failed': { httpStatus: 412, retryable: false, logLevel: 'info' },
  'too-large': { httpStatus: 413, retryable: false, logLevel: 'info' },
  'rate-limited': { httpStatus: 429, retryable: true, logLevel: 'info' },
  cancelled: { httpStatus: 499, retryable: false, logLevel: 'info' },
  internal: { httpStatus: 500, retryable: false, logLevel: 'error' },
  unsupported: { httpStatus: 501, retryable: false, logLevel: 'warn' },
  'bad-peer': { httpStatus: 502, retryable: false, logLevel: 'warn' },
  'host-offline': { httpStatus: 503, retryable: true, logLevel: 'info' },
  'guest-unreachable': { httpStatus: 503, retryable: true, logLevel: 'info' },
  unavailable: { httpStatus: 503, retryable: true, logLevel: 'warn' },
  truncated: { httpStatus: 502, retryable: true, logLevel: 'warn' },
  'deadline-exceeded': { httpStatus: 504, retryable: true, logLevel: 'warn' },
  'insufficient-storage': { httpStatus: 507, retryable: false, logLevel: 'warn' },
  'version-mismatch': { httpStatus: 426, retryable: false, logLevel: 'warn' },
} as const satisfies Record<
  string,
  { httpStatus: number; retryable: boolean; logLevel: 'info' | 'warn' | 'error' }
>;

export type ErrorCode = keyof typeof errorTable;

export type AppErrorOptions = {
  /** What a person reads: what happened, what was left as it was, what to do. Defaults to `message`. */
  readonly userMessage?: string;
  /** Overrides the table's verdict on whether the same attempt may succeed later. */
  readonly retryable?: boolean;
  /** Structured facts for logs and the page's fold-out. Never secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
};

/** The one error class. Throw it wherever a failure has a meaning for someone else. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly userMessage: string;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.userMessage = options.userMessage ?? message;
    this.retryable = options.retryable ?? errorTable[code].retryable;
    this.details = options.details ?? {};
  }

  get httpStatus(): number {
    return errorTable[this.code].httpStatus;
  }
}

/** Any thrown value as an AppError; what is not one already becomes `internal` with the original as cause. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return thrown.cause instanceof AppError
      ? thrown.cause
      : new AppError('cancelled', 'The operation was cancelled.', { cause: thrown });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('internal', message, { cause: thrown });
}

import type { WireError } from '@busbar/shared/errors/wire-error';

/** An error as a page shows it. `unreachable` marks that no answer came from the server at all. */
export type PageError = {
  readonly code: string;
  readonly text: string;
  readonly detail: string;
  readonly isRetryable: boolean;
};

type WithAppError = { readonly data?: { readonly appError?: WireError; readonly code?: string } | null };

function appErrorOf(thrown: unknown): WireError | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  return (thrown as WithAppError).data?.appError;
}

export const fromWire = (wire: WireError): PageError => ({
  code: wire.code,
  text: wire.userMessage ?? wire.message,
  detail: JSON.stringify({ code: wire.code, message: wire.message, details: wire.details ?? {} }, null, 2),
  isRetryable: wire.retryable ?? false,
});

/** Any thrown value as what a person can read and copy. */
export function readError(thrown: unknown): PageError {
  const wire = appErrorOf(thrown);
  if (wire) return fromWire(wire);
  if (isWire(thrown)) return fromWire(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/failed to fetch|networkerror|load failed/i.test(message)) {
    return {
      code: 'unreachable',
      text: 'Busbar did not answer. What is shown is left as it was. Check your connection, and before repeating a change look whether it was made.',
      detail: message,
      isRetryable: true,
    };
  }
  if (/not valid json|unexpected token|unexpected end of json/i.test(message)) {
    return {
      code: 'unreadable-answer',
      text: 'What answered was not Busbar, or not in a form that this page understands; often that is a proxy on the way. What is shown is left as it was. Try again, or reload the page.',
      detail: message,
      isRetryable: true,
    };
  }
  return {
    code: 'internal',
    text: message || 'Something failed without saying why.',
    detail: stackOf(thrown),
    isRetryable: false,
  };
}

const stackOf = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);

const isWire = (thrown: unknown): thrown is WireError =>
  typeof thrown === 'object' &&
  thrown !== null &&
  'code' in thrown &&
  'message' in thrown &&
  !(thrown instanceof Error);

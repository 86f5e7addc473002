import type { ErrorCode } from '@busbar/shared/errors/app-error';

/** One line to a client. The last one is the answer: `ok`, or `error`, whose `data` is a sentence. */
export type LocalResponse = {
  readonly id: string;
  readonly command: string;
  /** `event`: something ahead of the answer, for a client that asked for a stream. */
  readonly status: 'event' | 'ok' | 'error';
  readonly data: unknown;
  /** Of an error, for a client that asked for a stream; those of vmgenie know no such field. */
  readonly code?: ErrorCode;
};

export const encodeResponse = (response: LocalResponse, at: number): string =>
  `${JSON.stringify({ ...response, timestamp: new Date(at).toISOString() })}\n`;

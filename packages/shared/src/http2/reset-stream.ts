import { constants, type Http2Session, type Http2Stream } from 'node:http2';
import { AppError } from '../errors/app-error.ts';
import { sessionError } from './session-end.ts';

/** Resets both directions of a stream with an HTTP/2 error code; nothing of it stays in memory. */
export function resetStream(stream: Http2Stream, code: number): void {
  if (stream.destroyed) return;
  if (!stream.closed) stream.close(code);
  // close() alone would wait for a reader that has stopped reading.
  if (!stream.pending) stream.destroy();
}

// RFC 9113 section 7, in the order of the codes.
const names = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

/** The name of an HTTP/2 error code such as CANCEL. */
export const resetName = (code: number): string => names[code] ?? `code ${code}`;

export type StreamEnding = {
  /** What node:http2 threw or emitted. */
  readonly cause: unknown;
  readonly hasResponse: boolean;
  /** The code of the reset; 0 when there was none. */
  readonly code: number;
};

/** What it means that a client's stream is over without a terminal record. */
export function streamError(session: Http2Session, ending: StreamEnding): AppError {
  const { cause, hasResponse, code } = ending;
  if (session.destroyed || session.closed) {
    const reason = sessionError(session);
    if (reason !== null && !hasResponse) return reason;
    return new AppError(
      hasResponse ? 'truncated' : 'unavailable',
      'The connection ended before the response was complete.',
      { cause: reason ?? cause },
    );
  }
  const details = { reset: resetName(code) };
  if (code === constants.NGHTTP2_REFUSED_STREAM) {
    return new AppError('unavailable', 'The peer takes no more streams now.', { cause, details });
  }
  if (code === constants.NGHTTP2_ENHANCE_YOUR_CALM) {
    return new AppError('rate-limited', 'The peer has too many streams or bytes to hold.', {
      cause,
      details,
    });
  }
  return new AppError('truncated', `The peer ended the stream early (${resetName(code)}).`, {
    cause,
    details,
  });
}

/** The server's side of a response: it begins once and ends with exactly one terminal record. */
import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AppError } from '../errors/app-error.ts';
import { toWireError } from '../errors/wire-error.ts';
import { resetStream } from './reset-stream.ts';
import { encodeStatus, statusTrailer } from './terminal-record.ts';

const records = new WeakMap<ServerHttp2Stream, string>();

/** Whether the outcome of this response has been decided (its record may still be on the way). */
export const hasEnded = (stream: ServerHttp2Stream): boolean => records.has(stream);

/**
 * Sends the response's headers; a body may be written after it. A response that is ended without `endOk` or
 * `endError` is reset, so it cannot pass for a success.
 */
export function beginResponse(stream: ServerHttp2Stream, headers: OutgoingHttpHeaders = {}): void {
  if (stream.headersSent || stream.destroyed || stream.closed) return;
  stream.once('wantTrailers', () => {
    const record = records.get(stream);
    if (record === undefined) resetStream(stream, constants.NGHTTP2_INTERNAL_ERROR);
    else stream.sendTrailers({ [statusTrailer]: record });
  });
  stream.respond({ ':status': 200, ...headers }, { waitForTrailers: true });
}

/** Ends a response successfully, with a last chunk if there is one. Later calls and `endError` are ignored. */
export function endOk(stream: ServerHttp2Stream, lastChunk?: Uint8Array | string): void {
  if (hasEnded(stream)) return;
  beginResponse(stream);
  records.set(stream, encodeStatus(null));
  finish(stream, lastChunk);
}

/**
 * Ends a response as failed. Before the headers it becomes the error's HTTP status with a JSON WireError as
 * body; after them what was written stays, and the terminal record tells of the error.
 */
export function endError(stream: ServerHttp2Stream, error: AppError): void {
  if (hasEnded(stream)) return;
  records.set(stream, encodeStatus(error));
  if (stream.headersSent) {
    finish(stream);
    return;
  }
  beginResponse(stream, { ':status': error.httpStatus, 'content-type': 'application/json' });
  finish(stream, JSON.stringify(toWireError(error)));
}

function finish(stream: ServerHttp2Stream, lastChunk?: Uint8Array | string): void {
  if (stream.destroyed || stream.writableEnded) return;
  if (lastChunk === undefined) stream.end();
  else stream.end(lastChunk);
}

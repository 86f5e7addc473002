/**
 * Carries one HTTP/2 stream on over another session: the one place where Busbar relays. Bodies go both ways
 * with back-pressure; half-close, headers, trailers and reset codes are kept as they are; a response may end
 * before its request. Neither `a.pipe(b)` nor `pipeline()` does this. It never looks into the bytes.
 */
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type Http2Stream,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { AppError } from '../errors/app-error.ts';
import { resetStream, streamError } from './reset-stream.ts';
import { endError } from './respond.ts';
import { encodeStatus, statusTrailer } from './terminal-record.ts';
import { isFull } from './write-ahead.ts';

export type RelayOptions = {
  /** The request's headers as the router gave them. */
  readonly inboundHeaders: IncomingHttpHeaders;
  /** Path, with query, at the other end. */
  readonly path: string;
  /** Added to, or instead of, the inbound ones. */
  readonly headers?: OutgoingHttpHeaders;
  /** Aborting resets the far stream and ends the near one with the signal's reason. */
  readonly signal?: AbortSignal;
};

/** How long one side may be idle in the middle of a request whose response is over. */
const lingerMs = 30_000;

/**
 * Relays until both directions are over; resolves then. Never rejects: whatever goes wrong ends the inbound
 * stream with a reset of the same code, or (when the far connection is gone) with an `unavailable` or
 * `truncated` terminal record.
 */
export async function relayStream(
  inbound: ServerHttp2Stream,
  session: ClientHttp2Session,
  options: RelayOptions,
): Promise<void> {
  if (inbound.destroyed) return;
  const gone = (cause?: unknown): AppError => streamError(session, { cause, hasResponse: false, code: 0 });
  if (session.destroyed || session.closed) {
    endError(inbound, gone());
    return;
  }
  let outbound: ClientHttp2Stream;
  try {
    outbound = session.request(requestHeaders(options), { endStream: false, waitForTrailers: true });
  } catch (cause) {
    endError(inbound, gone(cause));
    return;
  }
  await carry(inbound, outbound, session, options.signal);
}

function requestHeaders(options: RelayOptions): OutgoingHttpHeaders {
  const method = options.inboundHeaders[':method'] ?? 'GET';
  return {
    ...endToEnd(options.inboundHeaders),
    ':method': method,
    ':path': options.path,
    ...options.headers,
  };
}

// Pseudo-headers belong to one hop, and `host` names the wrong one.
function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith(':') && name !== 'host'),
  );
}

function carry(
  inbound: ServerHttp2Stream,
  outbound: ClientHttp2Stream,
  session: ClientHttp2Session,
  signal: AbortSignal | undefined,
): Promise<void> {
  inbound.on('error', seenAtClose);
  outbound.on('error', seenAtClose);
  carryRequest(inbound, outbound);
  const response = carryResponse(outbound, inbound);

  const onAbort = (): void => {
    resetStream(outbound, constants.NGHTTP2_CANCEL);
    response.fail(
      signal?.reason instanceof AppError ? signal.reason : new AppError('cancelled', 'Cancelled.'),
    );
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();

  const inboundClosed = new Promise<void>((resolve) => {
    inbound.once('close', () => {
      const isComplete = response.isWhole() && outbound.writableEnded;
      if (!isComplete) resetStream(outbound, inbound.rstCode);
      // A guest that never takes the rest of a request it has answered must not keep the stream.
      else outbound.setTimeout(lingerMs, () => resetStream(outbound, constants.NGHTTP2_CANCEL));
      resolve();
    });
  });
  const outboundClosed = new Promise<void>((resolve) => {
    outbound.once('close', () => {
      if (!response.isWhole()) endInbound(inbound, outbound, session, response);
      resolve();
    });
  });
  return Promise.all([inboundClosed, outboundClosed]).then(() => {
    signal?.removeEventListener('abort', onAbort);
  });
}

/** 'close' follows every error of a stream and carries its code. */
function seenAtClose(): void {}

/** The far stream ended without a whole response: pass its reset on, or say that its connection is gone. */
function endInbound(
  inbound: ServerHttp2Stream,
  outbound: ClientHttp2Stream,
  session: ClientHttp2Session,
  response: CarriedResponse,
): void {
  if (session.destroyed || session.closed) {
    response.fail(streamError(session, { cause: undefined, hasResponse: inbound.headersSent, code: 0 }));
  } else {
    resetStream(inbound, outbound.rstCode);
  }
}

function carryRequest(inbound: ServerHttp2Stream, outbound: ClientHttp2Stream): void {
  let trailers: OutgoingHttpHeaders = {};
  inbound.once('trailers', (received) => {
    trailers = endToEnd(received);
  });
  outbound.once('wantTrailers', () => outbound.sendTrailers(trailers));
  pump(inbound, outbound, () => {
    if (!wasCut(inbound)) outbound.end();
  });
}

type CarriedResponse = { readonly isWhole: () => boolean; readonly fail: (error: AppError) => void };

function carryResponse(outbound: ClientHttp2Stream, inbound: ServerHttp2Stream): CarriedResponse {
  const state: { trailers: OutgoingHttpHeaders | null; isWhole: boolean } = {
    trailers: null,
    isWhole: false,
  };
  outbound.once('trailers', (received) => {
    state.trailers = endToEnd(received);
  });
  outbound.once('response', (headers) => {
    if (inbound.destroyed || inbound.closed || inbound.headersSent) return;
    inbound.once('wantTrailers', () => inbound.sendTrailers(state.trailers ?? {}));
    inbound.respond(
      { ...endToEnd(headers), ':status': headers[':status'] ?? 502 },
      { waitForTrailers: true },
    );
    pump(outbound, inbound, () => {
      // Trailers prove a true end, even when the request was then refused with a reset.
      if (state.trailers === null && wasCut(outbound)) return;
      state.isWhole = true;
      inbound.end();
    });
  });
  const fail = (error: AppError): void => {
    if (state.isWhole) return;
    state.isWhole = true;
    state.trailers = { [statusTrailer]: encodeStatus(error) };
    // Callers stop sending when they see the record. (A reset by us would overtake it.)
    inbound.setTimeout(lingerMs, () => resetStream(inbound, constants.NGHTTP2_CANCEL));
    if (!inbound.headersSent) endError(inbound, error);
    else if (!inbound.destroyed && !inbound.writableEnded) inbound.end();
  };
  return { isWhole: () => state.isWhole, fail };
}

/** A reset and a dead socket also show as 'end'. */
const wasCut = (stream: Http2Stream): boolean =>
  stream.rstCode !== constants.NGHTTP2_NO_ERROR || stream.aborted;

/** Moves one direction with back-pressure. */
function pump(from: Http2Stream, to: Http2Stream, onEnd: () => void): void {
  from.on('data', (chunk: Buffer) => {
    if (to.destroyed || to.writableEnded) return;
    to.write(chunk);
    if (isFull(to)) from.pause();
  });
  to.on('drain', () => from.resume());
  // Nobody takes the rest any more; it must not hold the stream open.
  to.once('close', () => from.resume());
  from.once('end', () => {
    if (!to.destroyed && !to.writableEnded) onEnd();
  });
}

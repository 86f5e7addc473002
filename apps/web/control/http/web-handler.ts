/**
 * Lets a function from a web `Request` to a `Response` answer a request of Node's server. Answers are sent whole:
 * procedures write JSON.
 */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export type WebHandler = (request: Request) => Promise<Response>;

/** Below this, packing costs both sides more than it saves. */
const gzipFromBytes = 16 * 1024;
const zip = promisify(gzip);

/**
 * @param origin that people use; the request's URL begins with it, whatever `Host` says
 * @throws what `handler` throws
 */
export async function answerWithWeb(
  handler: WebHandler,
  origin: string,
  ...[incoming, outgoing]: [IncomingMessage, ServerResponse]
): Promise<void> {
  const leaving = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) leaving.abort();
  });
  const method = incoming.method ?? 'GET';
  const init: RequestInit & { duplex?: 'half' } = {
    method,
    headers: headersOf(incoming),
    signal: leaving.signal,
  };
  if (method !== 'GET' && method !== 'HEAD') {
    init.body = bodyOf(incoming);
    init.duplex = 'half';
  }
  const request = new Request(`${origin}${incoming.url}`, init);
  await send(outgoing, await handler(request), {
    isHead: method === 'HEAD',
    takesGzip: acceptsGzip(incoming),
  });
}

/** From what the server has made of them: it overwrites the client's address. */
function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

/** Whoever stops reading before its end can still answer. */
function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  const parts = incoming.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
}

type Sending = { readonly isHead: boolean; readonly takesGzip: boolean };

async function send(outgoing: ServerResponse, response: Response, sending: Sending): Promise<void> {
  const { isHead, takesGzip } = sending;
  let body = Buffer.from(await response.arrayBuffer());
  const headers: OutgoingHttpHeaders = {
    'cache-control': 'no-store',
    ...Object.fromEntries(response.headers),
  };
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  if (body.length >= gzipFromBytes) {
    headers.vary = 'Accept-Encoding';
    if (takesGzip) {
      body = await zip(body, { level: 1 });
      headers['content-encoding'] = 'gzip';
    }
  }
  if (outgoing.destroyed) return;
  headers['content-length'] = body.length;
  outgoing.writeHead(response.status, headers);
  outgoing.end(isHead ? undefined : body);
}

const acceptsGzip = ({ headers }: IncomingMessage): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(String(headers['accept-encoding'] ?? ''));

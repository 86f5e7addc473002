import { bodyLimitBytes, tooLarge } from './guard-request.ts';

/**
 * The same request with its body read, so that what follows cannot be made to hold more than the limit.
 *
 * @throws AppError `too-large`; what was read until then is dropped.
 */
export async function withBoundedBody(request: Request, limitBytes = bodyLimitBytes): Promise<Request> {
  if (request.body === null) return request;
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body) {
    size += part.byteLength;
    if (size > limitBytes) throw tooLarge(limitBytes);
    parts.push(part);
  }
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    body: Buffer.concat(parts),
    signal: request.signal,
  });
}

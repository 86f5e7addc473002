import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '@busbar/shared/errors/app-error';

export type OriginPolicy = { readonly publicUrl: string; readonly trustProxy: boolean };

/**
 * Whether a browser's request comes from our own pages. Browsers send `Origin` with every WebSocket and
 * every mutation; programs do not, and carry a token instead of a cookie, which no foreign page can send.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, policy: OriginPolicy): boolean {
  const { origin } = headers;
  if (origin === undefined)
    return headers['sec-fetch-site'] === undefined || headers['sec-fetch-site'] === 'same-origin';
  if (origin === policy.publicUrl) return true;
  if (!URL.canParse(origin)) return false;
  // The same machine has several names (127.0.0.1, localhost, a tunnel); the Host header is the browser's own word.
  return headers.host !== undefined && new URL(origin).host === headers.host;
}

/** @throws `forbidden` */
export function requireSameOrigin(headers: IncomingHttpHeaders, policy: OriginPolicy): void {
  if (isSameOrigin(headers, policy)) return;
  throw new AppError('forbidden', 'This request comes from another site.', {
    userMessage:
      'This request comes from another site. If Busbar is behind a proxy, BUSBAR_PUBLIC_URL must be the address in the browser.',
    details: { origin: headers.origin ?? null },
  });
}

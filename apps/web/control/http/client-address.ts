import type { IncomingMessage } from 'node:http';

/**
 * The address of whoever calls, for the audit and rate limits. Behind a trusted proxy it is the last entry
 * of X-Forwarded-For, the only one that the proxy itself has written.
 */
export function clientAddress(request: IncomingMessage, trustProxy: boolean): string {
  const direct = request.socket.remoteAddress ?? '';
  if (!trustProxy) return direct;
  const forwarded = request.headers['x-forwarded-for'];
  const last = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',').at(-1)?.trim();
  return last === undefined || last === '' ? direct : last.slice(0, 64);
}

import { isIP } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';

export type ControlAddress = { readonly host: string; readonly port: number; readonly isTls: boolean };

/**
 * Where the control plane is. Plain HTTP only to this machine itself: elsewhere somebody in the middle could
 * read what guests and people say.
 *
 * @throws `invalid-input`
 */
export function parseControlUrl(text: string): ControlAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new AppError('invalid-input', `"${text}" is not the address of a control plane (https://…).`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isTls = url.protocol === 'https:';
  if (!isTls && !isLoopback(host)) {
    throw new AppError('invalid-input', 'Plain HTTP is refused except on loopback; use https://.', {
      userMessage: `${url.origin} would carry everything unencrypted. Use https://, or run the host agent on the same machine as the control plane.`,
    });
  }
  return { host, port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port), isTls };
}

/** Names are not resolved: only literal loopback addresses and `localhost` count. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

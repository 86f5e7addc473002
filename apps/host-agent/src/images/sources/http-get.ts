/** One GET of a file by http or https, redirects followed. What it is given by the other side is hostile input. */
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { ImageUrl, shownUrl } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import { type AddressPolicy, allowedLookup, requireAllowedAddress } from './source-address.ts';

export type HttpGet = {
  readonly url: string;
  readonly policy: AddressPolicy;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};
export type HttpAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Destroy it where it is not read to its end. */
  readonly body: IncomingMessage;
};

const redirectLimit = 5;
/** Between two pieces of an answer, and for its first. */
export const idleMs = 60_000;
const redirects = [301, 302, 303, 307, 308];

/** @throws AppError `forbidden` (address), `invalid-input` (redirect), `unavailable` (retryable: the connection) */
export async function httpGet(get: HttpGet): Promise<HttpAnswer> {
  let url = get.url;
  for (let count = 0; count <= redirectLimit; count += 1) {
    const answer = await getOnce({ ...get, url });
    if (!redirects.includes(answer.status)) return answer;
    answer.body.destroy();
    url = nextUrl(url, answer.headers.location);
  }
  throw refused(get.url, `redirects more than ${redirectLimit} times`);
}

function nextUrl(url: string, location: string | undefined): string {
  const next = URL.canParse(location ?? '', url) ? new URL(location ?? '', url).href : '';
  if (!ImageUrl.safeParse(next).success)
    throw refused(url, 'redirects to somewhere that is no http or https URL');
  if (url.startsWith('https:') && !next.startsWith('https:'))
    throw refused(url, 'redirects from https to http');
  return next;
}

const refused = (url: string, what: string): AppError =>
  new AppError('invalid-input', `${shownUrl(url)} ${what}.`, {
    userMessage: `${shownUrl(url)} ${what}. Nothing was imported.`,
  });

function getOnce({ url, policy, headers, signal }: HttpGet): Promise<HttpAnswer> {
  const { hostname, protocol } = new URL(url);
  const name = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(name) !== 0) requireAllowedAddress(shownUrl(url), name, policy);
  const send = protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      // No agent: connections are few, and none outlives its answer.
      agent: false,
      lookup: allowedLookup(policy),
      headers: { 'accept-encoding': 'identity', 'user-agent': 'busbar-host', ...headers },
      signal,
      timeout: idleMs,
      maxHeaderSize: 32 * 1024,
    });
    request.once('timeout', () => request.destroy(new Error(`nothing came for ${idleMs / 1000} s`)));
    request.on('error', (cause) => reject(connectionFailure(url, cause, signal)));
    request.once('response', (body) => {
      resolve({ status: body.statusCode ?? 0, headers: body.headers, body });
    });
    request.end();
  });
}

/** What a connection may fail with is worth another try; what was refused is not. */
export function connectionFailure(url: string, cause: unknown, signal: AbortSignal): Error {
  if (signal.aborted || cause instanceof AppError) return cause as Error;
  const { code, message } = cause as NodeJS.ErrnoException;
  return new AppError('unavailable', `${shownUrl(url)}: ${message === '' ? code : message}`, {
    cause,
    userMessage: `The connection to ${shownUrl(url)} failed (${code ?? message}). Nothing was imported.`,
  });
}

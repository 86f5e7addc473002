/** One HTTP request to a receiver, within limits: no redirects, ten seconds, four KiB of answer. */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { chooseTarget } from './target-address.ts';

export const sendDeadlineMs = 10_000;
export const excerptLimitBytes = 4 * 1024;

export type SendInput = {
  readonly url: string;
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly allowPrivateTargets: boolean;
  /** Default: 10 s for name, connection and answer together. */
  readonly deadlineMs?: number;
};

export type SendResult = {
  readonly status: number | null;
  readonly excerpt: string;
  /** Why there was no answer, or why it does not count; null for 2xx. */
  readonly error: string | null;
};

/** Never rejects: whatever happens is a result to be stored. */
export async function send(input: SendInput): Promise<SendResult> {
  const deadlineMs = input.deadlineMs ?? sendDeadlineMs;
  const late = AbortSignal.timeout(deadlineMs);
  try {
    const url = new URL(input.url);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new AppError('invalid-input', `Webhooks go to http or https, not to ${url.protocol}`);
    }
    const name = url.hostname.replace(/^\[|\]$/g, '');
    const target = chooseTarget(name, await resolve(name, late), input.allowPrivateTargets);
    const answer = await post(input, url, target, late);
    return await read(answer);
  } catch (thrown) {
    const error = late.aborted
      ? new AppError('deadline-exceeded', `No answer within ${deadlineMs} ms.`)
      : toAppError(thrown);
    return { status: null, excerpt: '', error: error.userMessage.slice(0, 1000) };
  }
}

async function resolve(name: string, signal: AbortSignal): Promise<readonly LookupAddress[]> {
  const family = isIP(name);
  if (family !== 0) return [{ address: name, family }];
  const aborted = new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason)),
  );
  return await Promise.race([lookup(name, { all: true }), aborted]);
}

function post(
  input: SendInput,
  url: URL,
  target: LookupAddress,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  // The address that was judged is the one that is dialled, whatever the name says by now.
  const pinned: LookupFunction = (_name, options, done) => {
    if (options.all === true) done(null, [target]);
    else done(null, target.address, target.family);
  };
  return new Promise((settle, reject) => {
    const body = Buffer.from(input.payload);
    const headers = { ...input.headers, 'content-type': 'application/json', 'content-length': body.length };
    const begin = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request: ClientRequest = begin(url, {
      method: 'POST',
      headers,
      lookup: pinned,
      agent: false,
      signal,
    });
    request.once('response', settle);
    request.once('error', reject);
    request.end(body);
  });
}

async function read(answer: IncomingMessage): Promise<SendResult> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop ends the connection: the rest of a long answer is not wanted.
    if (size >= excerptLimitBytes) break;
  }
  const status = answer.statusCode ?? 0;
  const excerpt = Buffer.concat(chunks).subarray(0, excerptLimitBytes).toString('utf8');
  return { status, excerpt, error: verdict(status) };
}

function verdict(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `The receiver redirects (${status}); redirects are not followed.`;
  return `The receiver answered ${status}.`;
}

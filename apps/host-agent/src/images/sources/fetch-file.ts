/**
 * A large file from a URL, whole or with an error. A connection that is cut is made again and goes on with the byte that
 * is missing, as does a later call with the same path after a crash: by `Range` with `If-Range` (RFC 9110 §13.1.5), so
 * that a file which has changed meanwhile begins anew instead of being put together from two.
 */
import { once } from 'node:events';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { shownUrl } from '@busbar/shared/domain/image';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Progress } from '../../hypervisor/driver.ts';
import type { FreeBytes } from '../../hypervisor/vms/free-bytes.ts';
import { requireFreeBytes } from '../../hypervisor/vms/free-bytes.ts';
import { readJson, writeJson } from '../../hypervisor/vms/write-json.ts';
import { sizeIfThere } from '../../storage/size-if-there.ts';
import { storageError } from '../../storage/storage-error.ts';
import { connectionFailure, type HttpAnswer, httpGet } from './http-get.ts';
import type { AddressPolicy } from './source-address.ts';
import { keptFreeBytes, writeBody } from './write-body.ts';

export type FetchFile = {
  readonly url: string;
  readonly path: string;
  readonly policy: AddressPolicy;
  readonly freeBytes: FreeBytes;
  readonly progress: Progress;
  readonly log: (level: 'info' | 'warn', text: string) => void;
  /** After a connection that brought nothing; doubled each time. Default: 1 s. */
  readonly pauseMs?: number;
  readonly signal: AbortSignal;
  /** Called in the middle, where a crash must do no harm. */
  readonly checkpoint?: (name: string) => void;
};

/** What a later attempt needs, beside the file. */
const Fetched = z.object({
  url: z.string(),
  /** Null: what is there cannot be gone on with. */
  validator: z.string().nullable(),
  totalBytes: z.number().int().min(0).nullable(),
  isComplete: z.boolean(),
});
type Fetched = z.infer<typeof Fetched>;

/** Larger than any image that people publish; a server that never ends is stopped there. */
export const fetchLimitBytes = 1024 * 2 ** 30;
/** One after the other without a single byte. */
const fruitlessLimit = 6;
const longestPauseMs = 30_000;
export const halfFetched = 'fetch:half';

/** The file's size. @throws AppError, among others `insufficient-storage`, `too-large`, `not-found`, `unavailable` */
export async function fetchFile(fetch: FetchFile): Promise<number> {
  const { url, path, signal, log, pauseMs = 1000 } = fetch;
  const known = await readJson(recordOf(path), Fetched);
  if (known?.url !== url) await forget(path);
  else if (known.isComplete) return sizeIfThere(path);
  for (let fruitless = 0; ; ) {
    const before = await sizeIfThere(path);
    try {
      return await fetchRest(fetch);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (signal.aborted || !error.retryable) throw thrown;
      const after = await sizeIfThere(path);
      fruitless = after > before ? 0 : fruitless + 1;
      if (fruitless >= fruitlessLimit) throw thrown;
      log('warn', `${error.message} It goes on after ${after} bytes.`);
    }
    await delay(Math.min(longestPauseMs, pauseMs * 2 ** fruitless), undefined, { signal });
  }
}

const recordOf = (path: string): string => `${path}.json`;

async function forget(path: string): Promise<void> {
  for (const each of [recordOf(path), path]) await rm(each, { force: true });
}

async function fetchRest(fetch: FetchFile): Promise<number> {
  const { url, path, policy, signal } = fetch;
  const known = await readJson(recordOf(path), Fetched);
  const have = known === null || known.validator === null ? 0 : await sizeIfThere(path);
  const going = { range: `bytes=${have}-`, 'if-range': known?.validator ?? '' };
  const answer = await httpGet({ url, policy, signal, headers: have === 0 ? {} : going });
  try {
    const place = placeOf(answer, url, have);
    if (place === 'complete') return await complete(fetch, known, have);
    return await take(fetch, answer, place);
  } finally {
    answer.body.destroy();
  }
}

type Place = { readonly from: number; readonly totalBytes: number | null };

/** Where in the file the body belongs. Pure. */
function placeOf({ status, headers }: HttpAnswer, url: string, have: number): Place | 'complete' {
  if (status === 200 || status === 206) {
    const coding = headers['content-encoding'] ?? 'identity';
    if (coding !== 'identity') throw bad(url, `sends it as ${coding.slice(0, 40)}, which was not asked for`);
  }
  const length = headers['content-length'] === undefined ? null : Number(headers['content-length']);
  if (status === 200) return { from: 0, totalBytes: length };
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  const total = range?.[2] === undefined || range[2] === '*' ? null : Number(range[2]);
  if (status === 206 && Number(range?.[1]) === have) return { from: have, totalBytes: total };
  if (status === 416 && total === have) return 'complete';
  if (status === 206 || status === 416) throw bad(url, 'sends another part than was asked for');
  throw answeredWith(url, status);
}

const bad = (url: string, what: string): AppError => new AppError('bad-peer', `${shownUrl(url)} ${what}.`);

function answeredWith(url: string, status: number): AppError {
  const isLater = status === 429 || status >= 500;
  const code = isLater ? 'unavailable' : status === 404 || status === 410 ? 'not-found' : 'bad-peer';
  return new AppError(code, `${shownUrl(url)} answers with ${status}.`, {
    retryable: isLater,
    userMessage: `${shownUrl(url)} answers with ${status}. Nothing was imported.`,
  });
}

/** By which the server knows whether the file is still the same; a weak tag does not say that of every byte. */
function validatorOf({ etag, 'last-modified': modified }: HttpAnswer['headers']): string | null {
  return etag !== undefined && !etag.startsWith('W/') ? etag : (modified ?? null);
}

async function take(fetch: FetchFile, answer: HttpAnswer, { from, totalBytes }: Place): Promise<number> {
  const { url, path, freeBytes } = fetch;
  if ((totalBytes ?? 0) > fetchLimitBytes) throw tooLarge(url);
  if (totalBytes !== null)
    await requireFreeBytes(dirname(path), totalBytes - from + keptFreeBytes, freeBytes);
  const record: Fetched = { url, validator: validatorOf(answer.headers), totalBytes, isComplete: false };
  await using file = await open(path, from === 0 ? 'w' : 'r+', 0o600);
  await writeJson(recordOf(path), record);
  const size = await write(fetch, answer, { file, from, totalBytes });
  if (totalBytes !== null && size !== totalBytes)
    throw new AppError('truncated', `${shownUrl(url)} was cut at ${size} of ${totalBytes} bytes.`);
  await file.sync();
  return complete(fetch, record, size);
}

async function complete({ path, progress }: FetchFile, known: Fetched | null, size: number): Promise<number> {
  if (known !== null) await writeJson(recordOf(path), { ...known, isComplete: true });
  progress(size, size);
  return size;
}

type Writing = Place & { readonly file: FileHandle };

async function write(fetch: FetchFile, { body }: HttpAnswer, place: Writing): Promise<number> {
  const { url, path, signal, progress, freeBytes, checkpoint } = fetch;
  try {
    return await writeBody(body as AsyncIterable<Buffer>, {
      ...{ ...place, path, freeBytes, progress, limitBytes: fetchLimitBytes },
      onHalf: () => checkpoint?.(halfFetched),
      tooMany: () => (place.totalBytes === null ? tooLarge(url) : bad(url, 'sends more than it said')),
    });
  } catch (error) {
    throw connectionFailure(url, storageError(error), signal);
  }
}

const tooLarge = (url: string): AppError =>
  new AppError('too-large', `${shownUrl(url)} is larger than ${fetchLimitBytes / 2 ** 30} GiB.`);

/** A small text, such as SHA256SUMS. @throws AppError as `fetchFile` */
export async function fetchText(
  { url, policy, signal }: Pick<FetchFile, 'url' | 'policy' | 'signal'>,
  limitBytes: number,
): Promise<string> {
  const { status, body } = await httpGet({ url, policy, signal });
  try {
    if (status !== 200) throw answeredWith(url, status);
    const parts: Buffer[] = [];
    let length = 0;
    body.on('data', (part: Buffer) => {
      parts.push(part);
      length += part.length;
      if (length > limitBytes)
        body.destroy(new AppError('too-large', `${shownUrl(url)} is no list of checksums: it is too large.`));
    });
    await once(body, 'end', { signal });
    return Buffer.concat(parts).toString('utf8');
  } catch (error) {
    throw connectionFailure(url, error, signal);
  } finally {
    body.destroy();
  }
}

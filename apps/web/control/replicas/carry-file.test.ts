/** What a slow end costs: real sessions over a pair of sockets, and a patience that is short. */

import { AppError } from '@busbar/shared/errors/app-error';
import { connectHttp2 } from '@busbar/shared/http2/connect-http2';
import { openStream } from '@busbar/shared/http2/open-stream';
import { readBody } from '@busbar/shared/http2/read-body';
import { beginResponse, endError, endOk } from '@busbar/shared/http2/respond';
import { createRouter, type RouteHandler } from '@busbar/shared/http2/router';
import { serveHttp2 } from '@busbar/shared/http2/serve-http2';
import { type SocketPair, socketPair } from '@busbar/shared/testing/socket-pair';
import { afterEach, expect, it } from 'vitest';
import { carryFile } from './carry-file.ts';

const opened: SocketPair[] = [];
afterEach(() => {
  for (const pair of opened.splice(0)) pair.destroy();
});
async function sessionWith(handler: RouteHandler) {
  const pair = await socketPair();
  opened.push(pair);
  serveHttp2(pair.server, createRouter({ '* /file': handler }));
  return connectHttp2(pair.client);
}

const bytes = Buffer.alloc(3 * 2 ** 20, 7);
const whole: RouteHandler = ({ stream }) => {
  beginResponse(stream);
  endOk(stream, bytes);
};
const silent: RouteHandler = ({ stream }) => {
  beginResponse(stream);
  stream.write(bytes.subarray(0, 1000));
};
let taken = 0;
const takes: RouteHandler = async ({ stream }) => {
  taken = (await readBody(stream, 2 ** 30)).length;
  endOk(stream, '{}');
};
const takesNothing: RouteHandler = ({ stream }) => void stream.pause();
const refuses: RouteHandler = ({ stream }) => endError(stream, new AppError('not-found', 'It is gone.'));

async function carry(source: RouteHandler, destination: RouteHandler, size = bytes.length, idleMs = 60_000) {
  taken = 0;
  const [one, other] = [await sessionWith(source), await sessionWith(destination)];
  const from = openStream(one, { method: 'GET', path: '/file' });
  const to = openStream(other, { method: 'PUT', path: '/file' });
  return carryFile({ from, to, bytes: size, idleMs });
}

it('carries every byte', async () => {
  expect(await carry(whole, takes)).toEqual({ bytes: bytes.length, error: null, whose: null });
  expect(taken).toBe(bytes.length);
});

it('a source that falls silent is given up', async () => {
  expect(await carry(silent, takes, bytes.length, 200)).toMatchObject({
    whose: 'source',
    error: { code: 'deadline-exceeded', retryable: true },
  });
});

it('a destination that takes nothing is given up, and pins no more than its windows', async () => {
  const { whose, error, bytes: moved } = await carry(whole, takesNothing, bytes.length, 2000);
  expect({ whose, code: error?.code }).toEqual({ whose: 'destination', code: 'deadline-exceeded' });
  expect(moved).toBeLessThan(bytes.length);
});

it('the words of a refusal are no part of the file', async () => {
  expect(await carry(refuses, takes)).toMatchObject({
    bytes: 0,
    whose: 'source',
    error: { code: 'not-found' },
  });
});

it('what a destination refuses is its own affair', async () => {
  expect(await carry(whole, refuses)).toMatchObject({ whose: 'destination', error: { code: 'not-found' } });
});

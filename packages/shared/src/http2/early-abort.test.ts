/** A session that is given up in the instant in which it begins, while its peer's first bytes already wait on the socket. */
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { type SocketPair, socketPair } from '../testing/socket-pair.ts';
import { waitFor } from '../testing/wait-for.ts';
import { connectHttp2 } from './connect-http2.ts';
import { createRouter } from './router.ts';
import { serveHttp2 } from './serve-http2.ts';

const noRoutes = createRouter({});
const unwanted = new AppError('cancelled', 'No longer wanted.');
/** More turns than a session needs to begin, so that each of them is the one in which it is given up. */
const turns = Array.from({ length: 12 }, (_, turn) => turn);

const open: SocketPair[] = [];
afterEach(() => {
  for (const pair of open.splice(0)) pair.destroy();
});

async function pairOf(): Promise<SocketPair> {
  const pair = await socketPair();
  open.push(pair);
  return pair;
}

async function pass(count: number): Promise<void> {
  for (let passed = 0; passed < count; passed += 1) await Promise.resolve();
}

test.each(turns)('a client that is called off after %i turns only says so', async (turn) => {
  const pair = await pairOf();
  const server = serveHttp2(pair.server, noRoutes);
  pair.client.read(0);
  await waitFor('the first bytes', () => pair.client.readableLength > 0);
  const giveUp = new AbortController();
  if (turn === 0) giveUp.abort();
  const connecting = connectHttp2(pair.client, { signal: giveUp.signal });
  await pass(turn);
  giveUp.abort();
  await expect(connecting).rejects.toMatchObject({ code: 'cancelled' });
  await server.closed;
});

/** Serves a client whose first bytes have arrived. */
async function serveEarly() {
  const pair = await pairOf();
  const connecting = connectHttp2(pair.client).catch((error: unknown) => error);
  pair.server.read(0);
  await waitFor('the first bytes', () => pair.server.readableLength > 0);
  return { server: serveHttp2(pair.server, noRoutes), connecting };
}

test.each(turns)('a server that is called off after %i turns only says so', async (turn) => {
  const { server, connecting } = await serveEarly();
  await pass(turn);
  server.abort(unwanted);
  await expect(server.ready).rejects.toMatchObject({ code: 'cancelled' });
  await server.closed;
  await connecting;
});

test.each(turns)('a server that is closed after %i turns closes', async (turn) => {
  const { server, connecting } = await serveEarly();
  await pass(turn);
  await server.close();
  await connecting;
});

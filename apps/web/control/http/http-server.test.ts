import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeServer, createServer, type Door, listen, serveDoors } from './http-server.ts';

/** Answers with the body's length once it is whole. */
const counting: Door = {
  owns: () => true,
  isEndless: (path) => path === '/endless',
  handle: async (incoming, response) => {
    let size = 0;
    for await (const chunk of incoming) size += chunk.length;
    response.end(String(size));
  },
};

const server = createServer({ tls: null });
let port: number;
beforeEach(async () => {
  serveDoors(server, { isTls: false, trustProxy: false, doors: [counting], requestTimeoutMs: 100 });
  port = await listen(server, { bind: '127.0.0.1', port: 0 });
});
afterEach(() => closeServer(server, 0));

function begin(path: string): ClientRequest {
  const call = request({ port, path, method: 'POST' });
  call.write('12345');
  return call;
}

it('cuts a request that does not arrive in time, but not one that may go on for ever', async () => {
  const endless = begin('/endless');
  const slow = begin('/slow');
  const [error] = await once(slow, 'error');
  expect(error.code).toBe('ECONNRESET');
  endless.end('678');
  const [response] = (await once(endless, 'response')) as [IncomingMessage];
  expect(String(Buffer.concat(await response.toArray()))).toBe('8');
});

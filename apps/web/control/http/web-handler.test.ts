import { once } from 'node:events';
import { type IncomingMessage, request, type Server } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeServer, createServer, listen, serveDoors } from './http-server.ts';
import { answerWithWeb, type WebHandler } from './web-handler.ts';

let server: Server;
let port: number;
let handler: WebHandler;
beforeEach(async () => {
  server = createServer({ tls: null });
  const doors = [
    {
      owns: () => true,
      handle: (...exchange: [IncomingMessage, Parameters<typeof answerWithWeb>[3]]) =>
        answerWithWeb((asked) => handler(asked), 'https://busbar.test', ...exchange),
    },
  ];
  serveDoors(server, { isTls: false, trustProxy: false, doors });
  port = await listen(server, { bind: '127.0.0.1', port: 0 });
});
afterEach(() => closeServer(server, 0));

type Call = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string };

async function call({ method = 'POST', headers = {}, body }: Call) {
  const asking = request({ port, path: '/api/x?y=1', method, headers });
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(await answer.toArray()) };
}

it('hands on method, headers and body under the address that people use', async () => {
  handler = async (asked) =>
    Response.json({
      url: asked.url,
      method: asked.method,
      type: asked.headers.get('content-type'),
      client: asked.headers.get('x-busbar-client-ip'),
      body: await asked.text(),
    });
  const headers = { host: 'elsewhere.test', 'content-type': 'text/x', 'x-busbar-client-ip': '192.0.2.9' };
  const { status, body } = await call({ headers, body: 'grüße' });
  expect(status).toBe(200);
  expect(JSON.parse(String(body))).toEqual({
    url: 'https://busbar.test/api/x?y=1',
    method: 'POST',
    type: 'text/x',
    client: '127.0.0.1',
    body: 'grüße',
  });
});

it('sends every cookie and no body to HEAD', async () => {
  const headers = new Headers([
    ['set-cookie', 'a=1; Path=/'],
    ['set-cookie', 'b=2'],
  ]);
  handler = async () => new Response('four', { status: 201, headers });
  const answer = await call({ method: 'HEAD' });
  expect(answer.status).toBe(201);
  expect(answer.headers['set-cookie']).toEqual(['a=1; Path=/', 'b=2']);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['content-length']).toBe('4');
  expect(answer.body.length).toBe(0);
});

it('packs long answers for those who take it', async () => {
  const text = JSON.stringify(Array.from({ length: 5_000 }, (_, index) => ({ index })));
  handler = async () => new Response(text);
  const packed = await call({ method: 'GET', headers: { 'accept-encoding': 'gzip, br' } });
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
  expect(packed.body.length).toBeLessThan(text.length / 4);
  expect(String(gunzipSync(packed.body))).toBe(text);
  for (const headers of [{}, { 'accept-encoding': 'gzip;q=0' }]) {
    const plain = await call({ method: 'GET', headers });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(String(plain.body)).toBe(text);
  }
});

it('answers a body that nobody read to its end', async () => {
  handler = async (asked) => {
    for await (const part of asked.body ?? []) return new Response(`${part.byteLength > 0}`, { status: 413 });
    return new Response('nothing came');
  };
  const { status, body } = await call({ body: 'x'.repeat(1_000_000) });
  expect([status, String(body)]).toEqual([413, 'true']);
});

it('tells the handler that the client has gone', async () => {
  const begun = Promise.withResolvers<AbortSignal>();
  handler = async (asked) => {
    begun.resolve(asked.signal);
    await once(asked.signal, 'abort');
    return new Response('to nobody');
  };
  const asking = request({ port, path: '/api/x', method: 'GET' });
  asking.on('error', () => undefined);
  asking.end();
  const signal = await begun.promise;
  asking.destroy();
  if (!signal.aborted) await once(signal, 'abort');
  expect(signal.aborted).toBe(true);
});

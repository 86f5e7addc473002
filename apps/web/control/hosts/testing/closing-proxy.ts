/**
 * A reverse proxy as operators run it, at its most awkward: a connection of its own for every request, on both
 * sides. Upgrades are passed on.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type ClosingProxy = { readonly url: string; readonly close: () => void };

export async function startClosingProxy(target: string): Promise<ClosingProxy> {
  const forward = (incoming: IncomingMessage) =>
    request(new URL(incoming.url ?? '/', target), {
      agent: false,
      method: incoming.method,
      headers: { ...incoming.headers, 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' },
    });
  const server = createServer((incoming, outgoing) => {
    const onward = forward(incoming);
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' });
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('upgrade', (incoming, socket: Socket) => {
    const onward = forward(incoming);
    onward.on('upgrade', (answer, inner, head) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      socket.write(head);
      inner.on('error', () => socket.destroy()).pipe(socket);
      socket.on('error', () => inner.destroy()).pipe(inner);
    });
    onward.on('response', () => socket.destroy());
    onward.on('error', () => socket.destroy());
    onward.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { expect, it } from 'vitest';

type Made = { readonly cert: string; readonly key: string };
/** Plain JavaScript: the VM runs it as it lies on the disc. */
const { makeCertificate } = (await import(new URL('make-certificate.mjs', import.meta.url).href)) as {
  readonly makeCertificate: (wanted: { readonly host: string; readonly nowMs: number }) => Made;
};

const nowMs = Date.UTC(2026, 10, 22, 3);

it('is a certificate for the address, signed by its own key', () => {
  const { cert, key } = makeCertificate({ host: '192.0.2.7', nowMs });
  const certificate = new X509Certificate(cert);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkIP('192.0.2.7')).toBe('192.0.2.7');
  expect(certificate.checkIP('192.0.2.8')).toBeUndefined();
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(new Date(certificate.validFrom).getTime()).toBe(nowMs - 24 * 3600_000);
  expect(key).toContain('PRIVATE KEY');
});

it('serves TLS to a client that trusts it, under a name', async () => {
  const { cert, key } = makeCertificate({ host: 'busbar.example', nowMs: Date.now() });
  const server = createServer({ cert, key }, (socket) => socket.end('hello')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', servername: 'busbar.example', ca: cert });
  try {
    const [greeting] = (await once(socket, 'data')) as [Buffer];
    expect(greeting.toString()).toBe('hello');
    expect(socket.authorized).toBe(true);
  } finally {
    socket.destroy();
    server.close();
  }
});

/** A control plane for tests: the real handshake and link protocol over real sockets, and nothing behind it. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { requestJson } from '@busbar/shared/http2/request-json';
import { upgradeToHttp2Client } from '@busbar/shared/http2/upgrade';
import { signEnrolmentAsControl, verifyHostEnrolment } from '@busbar/shared/identity/enrolment-proof';
import { EnrolRequest, exporterOf, linkHandshake, newNonce } from '@busbar/shared/identity/handshake';
import { fingerprintOf, generateKey, publicKeyOf } from '@busbar/shared/identity/keys';
import { signLink, verifyLink } from '@busbar/shared/identity/link-proof';
import { HostHello, linkPaths } from '@busbar/shared/protocol/link';
import { linkVersion } from '@busbar/shared/protocol/version';
import type { z } from 'zod';

export type ControlPeerOptions = {
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Signs with a key other than the one it shows. */
  readonly isFalse?: boolean;
};

export type ControlPeer = {
  readonly url: string;
  readonly fingerprint: string;
  /** What hosts claimed when they enrolled. */
  readonly claims: readonly EnrolRequest[];
  /** Proofs that hosts have sent. */
  readonly proofs: readonly string[];
  /** Hosts that are turned away. */
  readonly removed: Set<string>;
  /** The next host that links. */
  readonly nextLink: () => Promise<ClientHttp2Session>;
  readonly close: () => Promise<void>;
};

type Pending = { readonly hostNonce: string; readonly controlNonce: string };

export async function startControlPeer(options: ControlPeerOptions = {}): Promise<ControlPeer> {
  const key = generateKey();
  const signingKey = options.isFalse ? generateKey() : key;
  const hostId = '018f0000-0000-7000-8000-00000000c001';
  const pending = new WeakMap<Socket, Pending>();
  const claims: EnrolRequest[] = [];
  const proofs: string[] = [];
  const removed = new Set<string>();
  const sockets = new Set<Socket>();
  let waiting = Promise.withResolvers<ClientHttp2Session>();

  const begin = (socket: Socket, hostNonce: string) => {
    const transcript = { hostNonce, controlNonce: newNonce(), exporter: exporterOf(socket) };
    pending.set(socket, transcript);
    return transcript;
  };
  const challengeOf = (controlNonce: string, proof: string) => ({
    nonce: controlNonce,
    controlKey: publicKeyOf(key),
    proof,
  });
  const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === linkHandshake.path) {
      const id = String(request.headers[linkHandshake.hostHeader]);
      const transcript = begin(request.socket, String(request.headers[linkHandshake.nonceHeader]));
      const proof = signLink(signingKey, 'control', { hostId: id, ...transcript });
      return answer(response, 401, challengeOf(transcript.controlNonce, proof));
    }
    const body: unknown = JSON.parse(await textOf(request));
    if (request.url === linkHandshake.enrolChallengePath) {
      const transcript = begin(request.socket, (body as { nonce: string }).nonce);
      const proof = signEnrolmentAsControl(signingKey, transcript);
      return answer(response, 200, challengeOf(transcript.controlNonce, proof));
    }
    const claim = EnrolRequest.parse(body);
    const begun = pending.get(request.socket);
    if (begun === undefined)
      return answer(response, 401, { code: 'unauthenticated', message: 'No challenge.' });
    verifyHostEnrolment({ ...begun, exporter: exporterOf(request.socket) }, claim, claim.proof);
    claims.push(claim);
    answer(response, 200, { hostId });
  };
  const onUpgrade = async (request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> => {
    const id = String(request.headers[linkHandshake.hostHeader]);
    const proof = String(request.headers[linkHandshake.proofHeader]);
    const begun = pending.get(socket);
    const claim = claims.at(-1);
    if (begun === undefined || claim === undefined || removed.has(id)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    verifyLink(claim.publicKey, 'host', { hostId: id, ...begun, exporter: exporterOf(socket) }, proof);
    proofs.push(proof);
    const session = await upgradeToHttp2Client(socket, linkHandshake.upgrade, { head });
    waiting.resolve(session);
    waiting = Promise.withResolvers();
  };

  const server: Server = options.tls === undefined ? createServer() : createTlsServer(options.tls);
  server.on(
    'request',
    (request: IncomingMessage, response: ServerResponse) => void onRequest(request, response),
  );
  server.on(
    'upgrade',
    (request: IncomingMessage, socket: Socket, head: Buffer) => void onUpgrade(request, socket, head),
  );
  server.on(options.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    fingerprint: fingerprintOf(publicKeyOf(key)),
    claims,
    proofs,
    removed,
    nextLink: () => waiting.promise,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export const sayHello = (session: ClientHttp2Session): Promise<z.infer<typeof HostHello>> =>
  requestJson(session, {
    path: linkPaths.hello,
    body: { version: linkVersion, controlVersion: 'test' },
    output: HostHello,
  });

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

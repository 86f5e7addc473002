import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { temporaryDirectory } from './temporary-directory.ts';
import { testCertificate } from './test-certificate.ts';

export type SocketPair = { readonly client: Socket; readonly server: Socket; readonly destroy: () => void };

/** Two connected native sockets (UNIX), as HTTP/2 needs them: never JavaScript Duplexes. */
export const socketPair = (): Promise<SocketPair> =>
  connectPair(() => ({
    listener: createServer({ allowHalfOpen: true }),
    accepted: 'connection',
    dial: (path) => connect({ path, allowHalfOpen: true }),
    dialled: 'connect',
  }));

/** The same with TLS on it, as between a host and a control plane. */
export const tlsSocketPair = (): Promise<SocketPair> =>
  connectPair((folder) => ({
    listener: createTlsServer(testCertificate(folder)),
    accepted: 'secureConnection',
    dial: (path) => connectTls({ path, rejectUnauthorized: false }),
    dialled: 'secureConnect',
  }));

type Kind = {
  readonly listener: Server;
  readonly accepted: 'connection' | 'secureConnection';
  readonly dial: (path: string) => Socket;
  readonly dialled: 'connect' | 'secureConnect';
};

async function connectPair(make: (folder: string) => Kind): Promise<SocketPair> {
  const folder = await temporaryDirectory();
  const { listener, accepted, dial, dialled } = make(folder.path);
  try {
    const path = join(folder.path, 's');
    listener.listen(path);
    await once(listener, 'listening');
    const client = dial(path);
    const [[server]] = (await Promise.all([once(listener, accepted), once(client, dialled)])) as [
      [Socket],
      unknown,
    ];
    return { client, server, destroy: () => void [client, server].map((socket) => socket.destroy()) };
  } finally {
    listener.close();
    await folder.remove();
  }
}

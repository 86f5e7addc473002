import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { temporaryDirectory } from './temporary-directory.ts';

export type SocketPair = { readonly client: Socket; readonly server: Socket; readonly destroy: () => void };

/** Two connected native sockets (UNIX), as HTTP/2 needs them: never JavaScript Duplexes. */
export async function socketPair(): Promise<SocketPair> {
  const folder = await temporaryDirectory();
  const listener = createServer({ allowHalfOpen: true });
  try {
    const path = join(folder.path, 's');
    listener.listen(path);
    await once(listener, 'listening');
    const client = connect({ path, allowHalfOpen: true });
    const [[server]] = (await Promise.all([once(listener, 'connection'), once(client, 'connect')])) as [
      [Socket],
      unknown,
    ];
    return { client, server, destroy: () => void [client, server].map((socket) => socket.destroy()) };
  } finally {
    listener.close();
    await folder.remove();
  }
}

import { once } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { connectHttp2 } from '@busbar/shared/http2/connect-http2';

export async function dialRaw(path: string): Promise<Socket> {
  const socket = connect(path);
  await once(socket, 'connect');
  return socket;
}

/** As the host agent and the control plane do it. */
export const dialHttp2 = async (path: string): Promise<ClientHttp2Session> =>
  connectHttp2(await dialRaw(path));

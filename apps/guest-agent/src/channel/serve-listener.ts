import type { Server, Socket } from 'node:net';

/** Hands every connection to `onSocket` until the signal aborts. Rejects when the listener fails. */
export function serveListener(
  server: Server,
  onSocket: (socket: Socket) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      server.close();
      resolve();
    };
    server.on('connection', onSocket);
    server.once('error', reject);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}

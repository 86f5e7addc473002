/** The channel of a sandbox: a UNIX socket that only its own user may open. Many connections. */
import { chmodSync } from 'node:fs';
import { lstat, unlink } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';
import { serveListener } from './serve-listener.ts';

export type UnixListener = {
  readonly path: string;
  readonly onSocket: (socket: Socket) => void;
  readonly signal: AbortSignal;
  readonly onListening?: () => void;
};

/** Serves until the signal aborts. Rejects when the socket cannot be made. */
export async function serveUnix(listener: UnixListener): Promise<void> {
  const { path, onSocket, signal } = listener;
  await removeStaleSocket(path);
  if (signal.aborted) return;
  const server = createServer();
  // First of all: whoever connects as soon as there is a socket would otherwise wait for a service that never comes.
  const served = serveListener(server, onSocket, signal);
  const listening = new Promise<void>((resolve) => {
    server.listen(path, () => {
      // At once: the socket is gone as soon as the listener is closed.
      chmodSync(path, 0o600);
      resolve();
    });
  });
  await Promise.race([listening, served]);
  if (signal.aborted) return served;
  listener.onListening?.();
  await served;
}

/** A socket that an earlier agent left; anything else of that name is not ours to remove. */
async function removeStaleSocket(path: string): Promise<void> {
  try {
    const facts = await lstat(path);
    if (!facts.isSocket()) throw new AppError('precondition-failed', `${path} is there and is no socket.`);
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

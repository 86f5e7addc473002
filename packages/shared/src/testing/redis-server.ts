import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { temporaryDirectory } from './temporary-directory.ts';
import { waitFor } from './wait-for.ts';

export type TestRedis = {
  /** Path of its UNIX socket; there is no TCP port. */
  readonly socketPath: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
};

/**
 * A private Redis (or Valkey) of one test, without persistence, in a temporary folder.
 *
 * @throws an Error that names what to install when neither is in the PATH.
 */
export async function startTestRedis(): Promise<TestRedis> {
  const folder = await temporaryDirectory('busbar-redis-');
  const socketPath = join(folder.path, 'redis.sock');
  for (const program of ['redis-server', 'valkey-server']) {
    const server = await start(program, socketPath);
    if (server === null) continue;
    const exited = once(server, 'exit');
    const stop = async (): Promise<void> => {
      server.kill('SIGTERM');
      if (server.exitCode === null && server.signalCode === null) await exited;
      await folder.remove();
    };
    await waitFor('redis to answer', () => isListening(socketPath)).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    return { socketPath, pid: server.pid ?? 0, stop };
  }
  await folder.remove();
  throw new Error(
    'These tests need a Redis server in the PATH: apt-get install redis-server (or valkey-server).',
  );
}

/** Null when there is no such program. */
async function start(program: string, socketPath: string): Promise<ReturnType<typeof spawn> | null> {
  const args = [
    '--port',
    '0',
    '--unixsocket',
    socketPath,
    '--unixsocketperm',
    '700',
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  const server = spawn(program, [...args, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    server.once('spawn', () => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(null) : reject(error),
    );
  });
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

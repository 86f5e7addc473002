import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serveUnix } from './unix.ts';

let folder: TemporaryDirectory;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(() => folder.remove());

/** As soon as it can, and then as often as it can. */
function dial(path: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => setImmediate(() => resolve(dial(path))));
  });
}

test('whoever connects the moment that there is a socket is served', async () => {
  for (let round = 0; round < 20; round++) {
    const path = join(folder.path, `${round}.sock`);
    const stop = new AbortController();
    const dialled = dial(path);
    const served = serveUnix({ path, signal: stop.signal, onSocket: (socket) => socket.end('hello') });
    const [greeting] = (await once(await dialled, 'data')) as [Buffer];
    expect(greeting.toString()).toBe('hello');
    stop.abort();
    await served;
  }
});

test('a socket that cannot be made is said', async () => {
  const path = join(folder.path, 'missing', 'agent.sock');
  const { signal } = new AbortController();
  // libuv says EACCES for a folder that is not there.
  await expect(serveUnix({ path, signal, onSocket: () => undefined })).rejects.toThrow('EACCES');
});

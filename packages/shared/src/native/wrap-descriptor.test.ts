import { execFileSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { koffi } from './koffi.ts';
import { checked, libc } from './libc.ts';
import { followVirtioPort } from './virtio-port.ts';
import { encodeVsockAddress } from './vsock.ts';
import { listenOnDescriptor, wrapDescriptor } from './wrap-descriptor.ts';

test('descriptors of UNIX sockets become native sockets: listen, accept, connect', async () => {
  const folder = await temporaryDirectory();
  const address = Buffer.alloc(110);
  address.writeUInt16LE(1, 0);
  address.write(join(folder.path, 's'), 2);
  const socket = (): number => checked('socket', libc().socket(1, 1, 0));
  const listenFd = socket();
  checked('bind', libc().bind(listenFd, address, address.length));
  const accepted = Promise.withResolvers<Socket>();
  const listener = listenOnDescriptor(listenFd, (connection) => accepted.resolve(connection));
  const clientFd = socket();
  checked('connect', libc().connect(clientFd, address, address.length));
  const client = wrapDescriptor(clientFd);
  const server = await accepted.promise;
  server.on('data', (chunk) => server.write(chunk));
  client.write('hello');
  expect(String(await new Promise((resolve) => client.once('data', resolve)))).toBe('hello');
  client.destroy();
  await new Promise((resolve) => server.once('close', resolve));
  listener.close();
  await folder.remove();
});

test('a failed call names itself and its errno', () => {
  expect(() => checked('connect', libc().connect(-1, Buffer.alloc(16), 16))).toThrow('connect: EBADF');
  expect(koffi()).toBe(koffi());
});

// The kernel's part of vsock is proved inside a real guest (e2e/vm): few machines have its loopback.
test('a vsock address has the layout of struct sockaddr_vm', () => {
  expect(encodeVsockAddress(2, 0x01020304).toString('hex')).toBe('28000000040302010200000000000000');
});

test('a port is opened again when its connection has closed, and failures are told', async () => {
  const folder = await temporaryDirectory();
  const path = join(folder.path, 'port');
  const stop = new AbortController();
  const missing = Promise.withResolvers<void>();
  const twice = Promise.withResolvers<void>();
  let connections = 0;
  const following = followVirtioPort({
    path,
    signal: stop.signal,
    retryMs: 5,
    onError: () => missing.resolve(),
    onSocket: (socket) => {
      connections++;
      if (connections === 2) twice.resolve();
      // A FIFO open for both directions echoes what is written to it.
      socket.once('data', () => socket.destroy());
      socket.write('x');
    },
  });
  await missing.promise;
  execFileSync('mkfifo', [path]);
  await twice.promise;
  stop.abort();
  await following;
  await folder.remove();
});

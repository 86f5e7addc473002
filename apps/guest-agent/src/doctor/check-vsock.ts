/**
 * `busbar-guest doctor vsock`: does AF_VSOCK, the channel of a Hyper-V guest, work on this kernel? Listens and
 * dials over loopback (CID 1; `modprobe vsock_loopback`), which the channel itself never accepts.
 */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';
import { connectVsock, listenVsock, vsockCid } from '@busbar/shared/native/vsock';

const echoedBytes = 4 * 1024 * 1024;
const deadlineMs = 30_000;

/** Yields a line for each thing that works. @throws AppError for the first that does not. */
export async function* checkVsock(port: number): AsyncGenerator<string, void> {
  const echo = listenVsock({
    port,
    allowedCids: [vsockCid.loopback],
    onSocket: (socket) => void socket.pipe(socket),
  });
  try {
    await echoBytes(await connectVsock(vsockCid.loopback, port));
    yield `vsock: ${echoedBytes} bytes came back unchanged`;
  } finally {
    echo.close();
  }
  const refusedCid = await dialAsLocalUser(port + 1);
  yield `vsock: a local user (CID ${refusedCid}) was refused`;
}

/** Resolves with the CID that a listener for the host has refused. */
async function dialAsLocalUser(port: number): Promise<number> {
  const refused = Promise.withResolvers<number>();
  const accept = (socket: Socket): void => {
    socket.destroy();
    refused.reject(new AppError('forbidden', 'A local user reached a listener that is for the host only.'));
  };
  const listener = listenVsock({ port, onSocket: accept, onRefused: refused.resolve });
  const socket = await connectVsock(vsockCid.loopback, port).catch((error: unknown) => {
    listener.close();
    throw error;
  });
  try {
    return await inTime(refused.promise);
  } finally {
    socket.destroy();
    listener.close();
  }
}

async function echoBytes(socket: Socket): Promise<void> {
  const sent = randomBytes(echoedBytes);
  try {
    socket.write(sent);
    const received = await inTime(readBytes(socket, echoedBytes));
    if (!received.equals(sent)) throw new AppError('bad-peer', 'Bytes were changed on their way over vsock.');
  } finally {
    socket.destroy();
  }
}

async function readBytes(socket: Socket, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= count) return Buffer.concat(chunks);
  }
  throw new AppError('truncated', `The vsock connection ended after ${size} of ${count} bytes.`);
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const error = new AppError('deadline-exceeded', `vsock did not answer within ${deadlineMs} ms.`);
  const timer = setTimeout(() => late.reject(error), deadlineMs);
  return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}

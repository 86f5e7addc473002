import type { Socket } from 'node:net';
import { arrived, feed, ratePerSecond } from './bytes.ts';
import { dialRaw } from './dial.ts';

/** `s`: a source, `t`: a sink, `e`: an echo. */
export async function dialRawPeer(path: string, kind: 's' | 't' | 'e'): Promise<Socket> {
  const socket = await dialRaw(path);
  const accepted = arrived(socket, 1);
  socket.write(kind);
  await accepted;
  return socket;
}

const countOf = (totalBytes: number): Buffer => {
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(totalBytes));
  return count;
};

/** Megabytes a second from a source to us. */
export const rawDownloadRate = (source: Socket, totalBytes: number): Promise<number> =>
  ratePerSecond(totalBytes, async () => {
    source.write(countOf(totalBytes));
    await arrived(source, totalBytes);
  });

/** Megabytes a second from us to a sink. */
export const rawUploadRate = (sink: Socket, totalBytes: number): Promise<number> =>
  ratePerSecond(totalBytes, async () => {
    const taken = arrived(sink, 1);
    sink.write(countOf(totalBytes));
    await feed(sink, totalBytes);
    await taken;
  });

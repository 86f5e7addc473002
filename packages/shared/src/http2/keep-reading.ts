/**
 * Keeps HTTP/2 from deadlocking. Node's session stops reading its socket while a write of its own is in
 * progress (Http2Session::MaybeStopReading). When both peers send more than a socket buffer holds, as an
 * `exec cat` does, each waits for the other to read, for ever (seen with a plain echo of 8 MiB over a UNIX
 * socket). Reading again is safe: what arrives stays bounded by the stream and session windows. It is enough
 * that one of the two peers does this; here the server does.
 */
import type { Socket } from 'node:net';

/** While bytes move, and while they do not. The first is what a stall costs, the second what an idle link costs. */
const busyTickMs = 2;
const idleTickMs = 100;

type NativeHandle = {
  readonly writeQueueSize?: number;
  readonly bytesWritten?: number;
  readonly readStart?: () => number;
};

/** Watches a native socket (UNIX, TCP, TLS) until it closes. Call it once HTTP/2 has taken the socket. */
export function keepReading(socket: Socket): void {
  let timer: NodeJS.Timeout;
  let writtenBefore = 0;
  const tick = (): void => {
    const handle = (socket as Socket & { readonly _handle?: NativeHandle | null })._handle;
    if (socket.destroyed || !handle) return;
    const written = handle.bytesWritten ?? 0;
    const isBlocked = (handle.writeQueueSize ?? 0) > 0;
    if (isBlocked) handle.readStart?.();
    timer = setTimeout(tick, isBlocked || written !== writtenBefore ? busyTickMs : idleTickMs).unref();
    writtenBefore = written;
  };
  timer = setTimeout(tick, idleTickMs).unref();
  socket.once('close', () => clearTimeout(timer));
}

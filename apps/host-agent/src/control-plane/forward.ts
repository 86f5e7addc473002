/**
 * Carries connections from this machine's loopback into the control plane's VM, over the VM's channel: the host is linked
 * to it also while the VM has no network or another address than before. One program in the guest carries one connection
 * (`packaging/control-plane/carry.pl`), so that the guest agent needs no door of its own for it.
 */
import { once } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import { toAppError } from '@busbar/shared/errors/app-error';
import { openStream } from '@busbar/shared/http2/open-stream';
import { isFull } from '@busbar/shared/http2/write-ahead';
import { channelPaths } from '@busbar/shared/protocol/channel';
import {
  encodeFrame,
  encodeJsonFrame,
  FrameDecoder,
  frameLimitBytes,
  frameType,
} from '@busbar/shared/protocol/frames';
import type { Log } from '../log.ts';

export type ForwardOptions = {
  /** Of the loopback; 0 lets the system choose. */
  readonly port: number;
  /** @throws `guest-unreachable` while the VM's channel is down: the connection is closed then. */
  readonly session: () => ClientHttp2Session;
  /** The program in the guest that carries its input and output. */
  readonly program: readonly string[];
  readonly log: Log;
};

/** A host has one link, and a person at its console a browser. */
const connectionLimit = 64;

export class Forward {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @throws when the port is taken */
  static async listen({ port, session, program, log }: ForwardOptions): Promise<Forward> {
    const server = createServer({ allowHalfOpen: true });
    const forward = new Forward(server);
    server.maxConnections = connectionLimit;
    server.on('connection', (socket) => {
      forward.#sockets.add(socket);
      socket.once('close', () => forward.#sockets.delete(socket));
      // Its end is told by 'close', which follows.
      socket.on('error', () => undefined);
      try {
        carry(socket, session(), program);
      } catch (thrown) {
        log.info({ reason: toAppError(thrown).message }, 'the control plane cannot be reached in its VM');
        socket.destroy();
      }
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return forward;
  }

  get port(): number {
    const address = this.#server.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

/** One connection: its bytes are the program's input, the program's output its answer, each with back-pressure. */
function carry(socket: Socket, session: ClientHttp2Session, program: readonly string[]): void {
  const stopping = new AbortController();
  const call = openStream(session, { path: channelPaths.exec, signal: stopping.signal });
  const { stream } = call;
  stream.write(encodeJsonFrame(frameType.start, { argv: program }));
  socket.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; at += frameLimitBytes) {
      stream.write(encodeFrame(frameType.stdin, chunk.subarray(at, at + frameLimitBytes)));
    }
    if (isFull(stream)) socket.pause();
  });
  stream.on('drain', () => socket.resume());
  socket.once('end', () => stream.end(encodeFrame(frameType.stdinEnd, Buffer.alloc(0))));
  socket.once('close', () => stopping.abort());
  const decoder = new FrameDecoder();
  stream.on('data', (chunk: Buffer) => {
    try {
      for (const { type, payload } of decoder.push(chunk)) {
        if (type === frameType.stdout) socket.write(Buffer.from(payload));
        if (type === frameType.end) socket.end();
      }
    } catch {
      // The guest speaks no frames: there is nothing to be carried.
      socket.destroy();
    }
    if (isFull(socket)) stream.pause();
  });
  socket.on('drain', () => stream.resume());
  // A cut call must not pass for the end of what was said.
  call.ended.catch(() => socket.destroy());
}

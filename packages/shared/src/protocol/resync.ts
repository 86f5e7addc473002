/**
 * How a connection begins on a transport that has no connections of its own (virtio-serial): bytes of the
 * last one may still arrive on the next. The host sends `BUSBAR <nonce>\n` and discards everything until the
 * guest has echoed the same line; the guest discards everything until such a line. Both are followed at once
 * by HTTP/2. The guest takes a line for good only when the client preface follows it (RFC 9113 §3.4): an
 * unread line of an earlier connection may come before. Pure; a host never sends a second line on one connection.
 */
import { AppError } from '../errors/app-error.ts';

const linePrefix = 'BUSBAR ';
const nonceLength = 32;
export const resyncLineBytes = linePrefix.length + nonceLength + 1;
/** Bytes of the client preface that are enough to tell it from anything else here. */
const prefaceStart = Buffer.from('PRI * HTTP/2.0\r\n');
/** Leftover of an earlier connection is at most what transports buffer; more is a peer that never begins. */
export const resyncLimitBytes = 64 * 1024 * 1024;

/** The line for 16 random bytes, as 32 hex digits. Throws `invalid-input`. */
export function encodeResyncLine(nonce: string): Buffer {
  if (!/^[0-9a-f]{32}$/.test(nonce)) throw new AppError('invalid-input', 'A resync nonce has 32 hex digits.');
  return Buffer.from(`${linePrefix}${nonce}\n`);
}

const linePattern = /BUSBAR ([0-9a-f]{32})\n/;

type Step = { readonly echo: Buffer | null; readonly rest: Buffer | null };

/** The guest's side: push what arrives, send what `echo` says, begin HTTP/2 with `rest` once it is not null. */
export class GuestResync {
  #buffered: Buffer = Buffer.alloc(0);
  #discardedBytes = 0;
  /** A line was echoed and what follows it is not known yet. */
  #isAwaitingPreface = false;

  push(chunk: Uint8Array): Step {
    this.#buffered = Buffer.concat([this.#buffered, chunk]);
    const echoes: Buffer[] = [];
    for (;;) {
      if (this.#isAwaitingPreface) {
        const head = this.#buffered.subarray(0, prefaceStart.length);
        const isLikePreface = prefaceStart.subarray(0, head.length).equals(head);
        if (isLikePreface && head.length === prefaceStart.length) {
          return { echo: joined(echoes), rest: this.#buffered };
        }
        if (isLikePreface) return { echo: joined(echoes), rest: null };
        this.#isAwaitingPreface = false;
      }
      const line = linePattern.exec(this.#buffered.toString('latin1'));
      if (line === null) break;
      echoes.push(encodeResyncLine(line[1] ?? ''));
      this.#discard(line.index + resyncLineBytes);
      this.#isAwaitingPreface = true;
    }
    this.#discard(Math.max(0, this.#buffered.length - resyncLineBytes + 1));
    return { echo: joined(echoes), rest: null };
  }

  #discard(bytes: number): void {
    this.#buffered = this.#buffered.subarray(bytes);
    this.#discardedBytes = assertWithinLimit(this.#discardedBytes + bytes);
  }
}

/** The host's side: push what arrives until it answers the bytes that follow the echoed line. */
export class HostResync {
  readonly #line: Buffer;
  #buffered: Buffer = Buffer.alloc(0);
  #discardedBytes = 0;

  constructor(nonce: string) {
    this.#line = encodeResyncLine(nonce);
  }

  push(chunk: Uint8Array): Buffer | null {
    this.#buffered = Buffer.concat([this.#buffered, chunk]);
    const at = this.#buffered.indexOf(this.#line);
    if (at >= 0) return this.#buffered.subarray(at + this.#line.length);
    const spent = Math.max(0, this.#buffered.length - this.#line.length + 1);
    this.#buffered = this.#buffered.subarray(spent);
    this.#discardedBytes = assertWithinLimit(this.#discardedBytes + spent);
    return null;
  }
}

const joined = (parts: readonly Buffer[]): Buffer | null =>
  parts.length === 0 ? null : Buffer.concat(parts);

function assertWithinLimit(bytes: number): number {
  if (bytes <= resyncLimitBytes) return bytes;
  throw new AppError('bad-peer', `The peer sent ${bytes} bytes without beginning a connection.`);
}

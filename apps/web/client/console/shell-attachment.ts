import type { WireError } from '@busbar/shared/errors/wire-error';
import type { ExecEnd, TerminalSize } from '@busbar/shared/protocol/channel';
import type { ConsoleAnswer } from '@busbar/shared/realtime/console';
import { newUuid } from '@/client/new-uuid.ts';
import type { ConsoleSocket } from './console-socket.ts';
import { isTerminalReply } from './terminal-reply.ts';

export type ShellState =
  | { readonly kind: 'attaching' }
  | { readonly kind: 'replaying' }
  | { readonly kind: 'live' }
  | { readonly kind: 'reconnecting'; readonly reason: string }
  | { readonly kind: 'ended'; readonly end: ExecEnd }
  | { readonly kind: 'refused'; readonly error: WireError };

/** What the attachment needs of a terminal: `done` is called once the bytes were processed. */
export type TerminalSink = {
  readonly write: (data: Uint8Array | string, done: () => void) => void;
  readonly size: () => TerminalSize;
  readonly resize: (size: TerminalSize) => void;
};

type ShellAttachmentOptions = {
  readonly socket: ConsoleSocket;
  readonly vmId: string;
  readonly shellId: string;
  readonly sink: TerminalSink;
  readonly onState: (state: ShellState) => void;
  readonly onViewers: (count: number) => void;
};

const attachDeadlineMs = 15_000;
const firstRetryMs = 500;
const lastRetryMs = 5_000;
/** An error with one of these codes does not mend itself. */
const finalCodes: ReadonlySet<string> = new Set([
  'not-found',
  'forbidden',
  'unauthenticated',
  'invalid-input',
  'unsupported',
]);

/**
 * One viewer of one shell. Counts bytes by their offset, so that whatever breaks in between (page, control
 * plane, host agent) output is neither lost nor doubled: it attaches again from the next byte it wants, and
 * acknowledges only what the terminal has processed.
 */
export class ShellAttachment {
  readonly #options: ShellAttachmentOptions;
  readonly #encoder = new TextEncoder();
  #attachId = '';
  #nextOffset: number | null = null;
  #processed = 0;
  #liveAt = Number.POSITIVE_INFINITY;
  #isClosed = false;
  #retryMs = firstRetryMs;
  #retry: ReturnType<typeof setTimeout> | null = null;

  constructor(options: ShellAttachmentOptions) {
    this.#options = options;
    const { socket } = options;
    socket.on('connect', this.#attach);
    socket.on('disconnect', this.#onDisconnect);
    socket.on('output', this.#onOutput);
    socket.on('live', this.#onLive);
    socket.on('gap', this.#onGap);
    socket.on('resized', this.#onResized);
    socket.on('viewers', this.#onViewers);
    socket.on('ended', this.#onEnded);
    socket.on('broken', this.#onBroken);
    if (socket.connected) this.#attach();
  }

  input(text: string): void {
    if (this.#attachId === '' || (this.#processed < this.#liveAt && isTerminalReply(text))) return;
    this.#options.socket.emit('input', this.#attachId, this.#encoder.encode(text));
  }

  /** Bytes as they are: what a mouse report in the oldest encoding needs. */
  binaryInput(bytes: Uint8Array): void {
    if (this.#attachId !== '') this.#options.socket.emit('input', this.#attachId, bytes);
  }

  resize(size: TerminalSize): void {
    if (this.#attachId !== '') this.#options.socket.emit('resize', this.#attachId, size);
  }

  /** The way may be there again: tries now what it would try later. */
  retryNow(): void {
    if (this.#retry !== null && this.#options.socket.connected) this.#attach();
  }

  /** Stops viewing; the shell goes on in the guest. */
  close(): void {
    this.#isClosed = true;
    this.#clearRetry();
    const { socket } = this.#options;
    if (this.#attachId !== '' && socket.connected) socket.emit('detach', this.#attachId);
    socket.off('connect', this.#attach);
    socket.off('disconnect', this.#onDisconnect);
    socket.off('output', this.#onOutput);
    socket.off('live', this.#onLive);
    socket.off('gap', this.#onGap);
    socket.off('resized', this.#onResized);
    socket.off('viewers', this.#onViewers);
    socket.off('ended', this.#onEnded);
    socket.off('broken', this.#onBroken);
  }

  readonly #attach = (): void => {
    if (this.#isClosed) return;
    this.#clearRetry();
    const { socket, vmId, shellId, sink, onState } = this.#options;
    const attachId = newUuid();
    this.#attachId = attachId;
    this.#liveAt = Number.POSITIVE_INFINITY;
    if (this.#nextOffset === null) onState({ kind: 'attaching' });
    socket
      .timeout(attachDeadlineMs)
      .emit(
        'attach',
        { attachId, vmId, shellId, fromOffset: this.#nextOffset, size: sink.size() },
        (failure: Error | null, answer?: ConsoleAnswer) => {
          if (this.#isClosed || attachId !== this.#attachId) return;
          if (failure !== null || answer === undefined) this.#retryLater('Busbar did not answer in time');
          else if (answer.ok) this.#onAttached(answer);
          else this.#onRefused(answer.error);
        },
      );
  };

  #onAttached({ attached }: Extract<ConsoleAnswer, { ok: true }>): void {
    this.#retryMs = firstRetryMs;
    this.#liveAt = Math.min(this.#liveAt, attached.liveAt);
    if (this.#nextOffset === null || attached.replayFrom > this.#nextOffset) {
      if (attached.hasGap && this.#nextOffset !== null) this.#writeGap();
      this.#nextOffset = attached.replayFrom;
      this.#processed = attached.replayFrom;
    }
    this.#options.onState({ kind: this.#processed < attached.liveAt ? 'replaying' : 'live' });
  }

  readonly #onOutput = (attachId: string, offset: number, data: ArrayBuffer): void => {
    if (attachId !== this.#attachId) return;
    const wanted = this.#nextOffset ?? offset;
    const bytes = new Uint8Array(data);
    const end = offset + bytes.length;
    if (offset > wanted) {
      this.#retryLater('Output was missed; it is fetched again');
      return;
    }
    if (end <= wanted) return;
    this.#nextOffset = end;
    this.#write(bytes.subarray(wanted - offset), wanted, end);
  };

  /** A chunk that spans the end of the replay is cut there, so that replies are judged by where they stand. */
  #write(bytes: Uint8Array, from: number, end: number): void {
    if (from < this.#liveAt && this.#liveAt < end) {
      const cut = this.#liveAt - from;
      this.#write(bytes.subarray(0, cut), from, this.#liveAt);
      this.#write(bytes.subarray(cut), this.#liveAt, end);
      return;
    }
    const attachId = this.#attachId;
    this.#options.sink.write(bytes, () => {
      this.#processed = Math.max(this.#processed, end);
      if (this.#isClosed || attachId !== this.#attachId) return;
      this.#options.socket.emit('ack', attachId, end);
      if (end === this.#liveAt) this.#options.onState({ kind: 'live' });
    });
  }

  readonly #onLive = (attachId: string, offset: number): void => {
    if (attachId !== this.#attachId) return;
    this.#liveAt = Math.min(this.#liveAt, offset);
    this.#options.sink.write('', () => {
      if (!this.#isClosed && attachId === this.#attachId) this.#options.onState({ kind: 'live' });
    });
  };

  readonly #onGap = (attachId: string, from: number, to: number): void => {
    if (
      attachId !== this.#attachId ||
      this.#nextOffset === null ||
      to <= this.#nextOffset ||
      from > this.#nextOffset
    )
      return;
    this.#writeGap();
    this.#nextOffset = to;
  };

  #writeGap(): void {
    this.#options.sink.write('\r\n\x1b[2m[earlier output is no longer kept]\x1b[22m\r\n', () => undefined);
  }

  readonly #onResized = (attachId: string, size: TerminalSize): void => {
    if (attachId === this.#attachId) this.#options.sink.resize(size);
  };
  readonly #onViewers = (attachId: string, count: number): void => {
    if (attachId === this.#attachId) this.#options.onViewers(count);
  };

  readonly #onEnded = (attachId: string, end: unknown): void => {
    if (attachId !== this.#attachId) return;
    this.#attachId = '';
    this.#isClosed = true;
    this.#options.onState({ kind: 'ended', end: end as ExecEnd });
  };

  readonly #onBroken = (attachId: string, error: WireError): void => {
    if (attachId === this.#attachId) this.#onRefused(error);
  };

  readonly #onDisconnect = (): void => {
    this.#attachId = '';
    if (!this.#isClosed)
      this.#options.onState({ kind: 'reconnecting', reason: 'The connection to Busbar broke' });
  };

  #onRefused(error: WireError): void {
    if (finalCodes.has(error.code)) {
      this.#attachId = '';
      this.#options.onState({ kind: 'refused', error });
    } else this.#retryLater(error.userMessage ?? error.message);
  }

  #retryLater(reason: string): void {
    const { socket, onState } = this.#options;
    if (this.#attachId !== '' && socket.connected) socket.emit('detach', this.#attachId);
    this.#attachId = '';
    onState({ kind: 'reconnecting', reason });
    this.#clearRetry();
    this.#retry = setTimeout(() => {
      if (socket.connected) this.#attach();
    }, this.#retryMs);
    this.#retryMs = Math.min(lastRetryMs, this.#retryMs * 2);
  }

  #clearRetry(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }
}

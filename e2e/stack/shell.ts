/** A shell in a VM as a page has one, without the page: made over HTTP, attached over Socket.IO. */
import { randomUUID } from 'node:crypto';
import { type ConsoleAnswer, consoleWindowBytes } from '@busbar/shared/realtime/console';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { io, type Socket } from 'socket.io-client';

export type ShellWay = { readonly url: string; readonly cookie: string; readonly vmId: string };

const size = { columns: 80, rows: 24 };
const answerDeadlineMs = 30_000;

export class Shell {
  readonly #way: ShellWay;
  readonly #socket: Socket;
  readonly #shellId: string;
  readonly #chunks: Buffer[] = [];
  #attachId = '';
  #offset: number | null = null;
  #broken: unknown = null;

  private constructor(way: ShellWay, shellId: string) {
    this.#way = way;
    this.#shellId = shellId;
    this.#socket = io(`${way.url}/consoles`, {
      transports: ['websocket'],
      extraHeaders: { cookie: way.cookie, origin: way.url },
      forceNew: true,
    });
    this.#socket.on('output', (attachId: string, offset: number, data: Buffer) => {
      if (attachId !== this.#attachId) return;
      this.#chunks.push(data);
      this.#offset = offset + data.length;
      if (data.length > 0) this.#socket.emit('ack', attachId, this.#offset);
    });
    this.#socket.on('broken', (attachId: string, error: unknown) => {
      if (attachId === this.#attachId) this.#broken = error;
    });
  }

  static async open(way: ShellWay): Promise<Shell> {
    const shellId = randomUUID();
    const made = await fetch(`${way.url}/live/vms/${way.vmId}/shells`, {
      method: 'POST',
      headers: { cookie: way.cookie, origin: way.url, 'content-type': 'application/json' },
      body: JSON.stringify({ shellId, size }),
    });
    if (!made.ok) throw new Error(`No shell: ${made.status} ${await made.text()}`);
    const shell = new Shell(way, shellId);
    await shell.attach();
    await shell.untilText(/[#$] $/);
    return shell;
  }

  /** Goes on at the next byte; the way before it may be broken. */
  async attach(): Promise<void> {
    this.#attachId = randomUUID();
    this.#broken = null;
    const request = {
      attachId: this.#attachId,
      vmId: this.#way.vmId,
      shellId: this.#shellId,
      fromOffset: this.#offset,
      size,
    };
    const answer: ConsoleAnswer = await this.#socket.timeout(answerDeadlineMs).emitWithAck('attach', request);
    if (!answer.ok) throw new Error(`Not attached: ${JSON.stringify(answer.error)}`);
  }

  type(text: string): void {
    this.#socket.emit('input', this.#attachId, Buffer.from(text));
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }

  async untilText(expected: RegExp): Promise<void> {
    await waitFor(`${expected} in the shell`, () => expected.test(this.text), {
      deadlineMs: answerDeadlineMs,
    });
    if (this.text.length > consoleWindowBytes) throw new Error('This shell is for short texts.');
  }

  untilBroken = (): Promise<unknown> =>
    waitFor('the way to the shell to break', () => this.#broken, { deadlineMs: answerDeadlineMs });

  close(): void {
    this.#socket.disconnect();
  }
}

/** Lines to one client, each waited for until the operating system has taken it: that is the back-pressure of a stream. */
import type { Socket } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';

export type LineWriterOptions = {
  /**
   * For the client to take one line; null for as long as it likes. A person can hold up what a console prints for hours
   * (by selecting text on it), and that ends no shell.
   */
  readonly deadlineMs: number | null;
  /** Once the agent stops nobody is waited for longer than this. */
  readonly stopDeadlineMs: number;
  readonly stopping: AbortSignal;
};

export class LineWriter {
  readonly #socket: Socket;
  readonly #options: LineWriterOptions;

  constructor(socket: Socket, options: LineWriterOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  /** @throws `deadline-exceeded`: the client does not read, and is cut off; or that it has gone */
  async write(line: string): Promise<void> {
    const { deadlineMs, stopDeadlineMs, stopping } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (): void => {
      const late = new AppError('deadline-exceeded', 'The client does not read its answer.');
      this.#socket.destroy(late);
      reject(late);
    };
    const timers: NodeJS.Timeout[] = [];
    const giveUpAfter = (ms: number): void => void timers.push(setTimeout(giveUp, ms));
    const hurry = (): void => giveUpAfter(stopDeadlineMs);
    if (deadlineMs !== null) giveUpAfter(deadlineMs);
    stopping.addEventListener('abort', hurry, { once: true });
    if (stopping.aborted) hurry();
    this.#socket.write(line, (error) => (error == null ? resolve() : reject(error)));
    await promise.finally(() => {
      for (const timer of timers) clearTimeout(timer);
      stopping.removeEventListener('abort', hurry);
    });
  }
}

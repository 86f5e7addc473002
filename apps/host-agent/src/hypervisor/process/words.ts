import type { Duplex } from 'node:stream';
import { AppError } from '@busbar/shared/errors/app-error';

/** A word is one of our own scripts'; whoever says more than this is not one of them. */
const wordLimit = 256;

/** The line-by-line conversation with the scripts. */
export class Words {
  readonly #socket: Duplex;
  #text = '';
  #ended = false;
  #wake = (): void => undefined;

  constructor(socket: Duplex) {
    this.#socket = socket;
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.#text = (this.#text + text).slice(0, wordLimit);
      this.#wake();
    });
    // A dying script resets the socket; `expect` reports the ending.
    for (const event of ['end', 'close', 'error']) {
      socket.on(event, () => {
        this.#ended = true;
        this.#wake();
      });
    }
  }

  say(word: string): void {
    this.#socket.write(`${word}\n`);
  }

  /** @throws AppError `internal` when the script ends or says something else; the signal's reason. */
  async expect(word: string, signal: AbortSignal): Promise<void> {
    while (!this.#text.includes('\n')) {
      signal.throwIfAborted();
      if (this.#ended) throw new AppError('internal', `The sandbox ended before it said "${word}".`);
      await this.#change(signal);
    }
    const end = this.#text.indexOf('\n');
    const said = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 1);
    if (said !== word) throw new AppError('internal', `The sandbox said "${said}" instead of "${word}".`);
  }

  close(): void {
    this.#socket.destroy();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wake = wake;
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

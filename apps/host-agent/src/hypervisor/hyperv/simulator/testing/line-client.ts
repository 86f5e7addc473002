/** A lane of a simulated host through a real stand-in process, as lines: what it says is not interpreted. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onLines } from '../daemon/lines.ts';

const standIn = fileURLToPath(new URL('../stand-in.ts', import.meta.url));

type Answer = {
  readonly id?: number | null;
  readonly ok?: boolean;
  readonly result?: readonly Record<string, unknown>[];
  readonly error?: { readonly identifier: string; readonly class: string | null; readonly category: string };
  readonly progress?: { readonly percent: number };
  readonly event?: { readonly kind: string; readonly vmId: string };
  readonly ready?: unknown;
};

export class LineClient {
  readonly process: ChildProcessWithoutNullStreams;
  readonly exited: Promise<number | null>;
  /** Everything that was said, in order. */
  readonly lines: Answer[] = [];
  readonly #waiting = new Set<() => void>();
  #lastId = 0;

  constructor(socket: string, host: string, lane: 'query' | 'work' = 'work') {
    const args = [standIn, '--socket', socket, '--host', host, '--lane', lane];
    this.process = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.exited = once(this.process, 'exit').then(([code]) => code as number | null);
    // A process that crashed takes no more lines.
    this.process.stdin.on('error', () => undefined);
    onLines(this.process.stdout, (line) => {
      this.lines.push(JSON.parse(line) as Answer);
      for (const wake of this.#waiting) wake();
    });
  }

  say(line: string): void {
    this.process.stdin.write(`${line}\n`);
  }

  /** The first line that fits, said already or later. */
  heard(fits: (line: Answer) => boolean): Promise<Answer> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.lines.find(fits);
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  ask(message: Readonly<Record<string, unknown>>): Promise<Answer> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.say(JSON.stringify({ id, ...message }));
    return this.heard((line) => line.id === id && line.ok !== undefined);
  }

  async close(): Promise<void> {
    this.process.stdin.end();
    await this.exited;
  }
}

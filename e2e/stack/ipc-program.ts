/**
 * One of Busbar's programs as the start script runs it: a child with an IPC channel, its log in a file. A
 * program that ends before it says what was awaited rejects with the tail of its log.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';

export type ProgramOptions = {
  readonly args: readonly string[];
  readonly env: Record<string, string | undefined>;
  readonly cwd: string;
  readonly logFile: string;
};

type Message = { readonly type: string } & Record<string, unknown>;
const readyWithinMs = 60_000;

export class IpcProgram {
  readonly #child: ChildProcess;
  readonly #logFile: string;
  readonly exited: Promise<void>;

  constructor({ args, env, cwd, logFile }: ProgramOptions) {
    const log = openSync(logFile, 'a');
    this.#logFile = logFile;
    this.#child = spawn(process.execPath, [...args], {
      cwd,
      env: env as NodeJS.ProcessEnv,
      stdio: ['ignore', log, log, 'ipc'],
    });
    this.exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error(`The program did not start: ${this.#logFile}`);
    return pid;
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  message(type: string): Promise<Message> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => finish(() => reject(this.#failure(`said no "${type}" in time`))),
        readyWithinMs,
      );
      const onMessage = (message: Message): void => {
        if (message?.type === type) finish(() => resolve(message));
      };
      const onExit = (): void => finish(() => reject(this.#failure(`ended before it said "${type}"`)));
      const finish = (end: () => void): void => {
        clearTimeout(timer);
        this.#child.off('message', onMessage).off('exit', onExit);
        end();
      };
      this.#child.on('message', onMessage).once('exit', onExit);
    });
  }

  send(message: Message): void {
    this.#child.send(message);
  }

  /** SIGKILL, and the wait until the process is gone. */
  async kill(): Promise<void> {
    if (!this.hasExited) this.#child.kill('SIGKILL');
    await this.exited;
  }

  /** SIGTERM; SIGKILL after ten seconds, said as an error: a program must end when it is asked to. */
  async stop(): Promise<void> {
    if (this.hasExited) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await this.exited;
    clearTimeout(timer);
    if (this.#child.signalCode === 'SIGKILL') throw this.#failure('did not end within 10 s of SIGTERM');
  }

  #failure(what: string): Error {
    return new Error(
      `${this.#child.spawnargs.join(' ')} ${what}:\n${readFileSync(this.#logFile, 'utf8').slice(-4000)}`,
    );
  }
}

/** A Windows of its own for tests, by Wine: its own drive and registry, gone when it is closed. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type TemporaryDirectory, temporaryDirectory } from './temporary-directory.ts';

const run = promisify(execFile);
const limitMs = 60_000;
const endLimitMs = 10_000;

/** Where nobody reaps dead processes (a container without an init), wineserver waits for them for ever. */
function passWhenLate(error: { readonly killed?: boolean }): void {
  if (error.killed !== true) throw error;
}

export type WineOutcome = { readonly exitCode: number | null; readonly output: string };

export type WineProgram = { readonly end: () => Promise<void> };

export class Wine {
  readonly #folder: TemporaryDirectory;
  readonly #env: NodeJS.ProcessEnv;
  readonly #children: ChildProcess[] = [];
  #runs = 0;

  private constructor(folder: TemporaryDirectory) {
    this.#folder = folder;
    // Without display and sound, and without Wine's own remarks.
    const { PATH = '' } = process.env;
    this.#env = { PATH, HOME: folder.path, WINEPREFIX: join(folder.path, 'prefix'), WINEDEBUG: '-all' };
  }

  static async start(): Promise<Wine> {
    const wine = new Wine(await temporaryDirectory());
    await wine.run('wineboot', ['-i']);
    await wine.run('winecfg', ['-v', 'win10']);
    return wine;
  }

  /** A file or folder of drive C, as this machine sees it. */
  path(...names: string[]): string {
    return join(this.#folder.path, 'prefix', 'drive_c', ...names);
  }

  /** Runs a program to its end. Its output goes through a file: Node under Wine cannot write to our pipes. */
  async run(program: string, args: readonly string[]): Promise<WineOutcome> {
    const { child, output } = this.#spawn(program, args);
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    clearTimeout(timer);
    return { exitCode, output: output() };
  }

  /** Starts a program that goes on; it ends with `end`, or with `close` at the latest. */
  begin(program: string, args: readonly string[]): WineProgram {
    const { child } = this.#spawn(program, args);
    const ended = once(child, 'exit');
    const end = async (): Promise<void> => {
      child.kill('SIGKILL');
      await ended;
    };
    return { end };
  }

  async close(): Promise<void> {
    // Ends all programs of this prefix, and no other's.
    await run('wineserver', ['-k'], { env: this.#env, timeout: endLimitMs }).catch(passWhenLate);
    for (const child of this.#children) child.kill('SIGKILL');
    await this.#folder.remove();
  }

  #spawn(program: string, args: readonly string[]) {
    const path = join(this.#folder.path, `output-${this.#runs++}`);
    const file = openSync(path, 'w');
    const child = spawn('wine', [program, ...args], {
      env: this.#env,
      cwd: this.#folder.path,
      stdio: ['ignore', file, file],
    });
    closeSync(file);
    this.#children.push(child);
    return { child, output: () => readFileSync(path, 'utf8') };
  }
}

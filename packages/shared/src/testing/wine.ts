/** A Windows of its own for tests, by Wine: its own drive and registry, gone when it is closed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from './temporary-directory.ts';
import { waitFor } from './wait-for.ts';

const limitMs = 60_000;

export type WineOutcome = { readonly exitCode: number | null; readonly output: string };

export type WineProgram = { readonly end: () => Promise<void> };

type Ending = { readonly exitCode: number | null; readonly signal: NodeJS.Signals | null };

export class Wine {
  readonly #folder: TemporaryDirectory;
  readonly #prefix: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #server: ChildProcess;
  readonly #state: { ending: Ending | null; isClosing: boolean } = { ending: null, isClosing: false };
  #runs = 0;

  private constructor(folder: TemporaryDirectory) {
    this.#folder = folder;
    this.#prefix = join(folder.path, 'prefix');
    mkdirSync(this.#prefix);
    const { PATH = '' } = process.env;
    this.#env = {
      PATH,
      HOME: folder.path,
      // Debian's Wine makes a folder there that nobody removes.
      TMPDIR: folder.path,
      WINEPREFIX: this.#prefix,
      // Without Wine's own remarks.
      WINEDEBUG: '-all',
    };
    // Our own child, so that its end is seen. It stays when no program runs: Debian's would begin anew for each.
    this.#server = spawn('wineserver', ['--foreground', '--persistent'], { env: this.#env, stdio: 'ignore' });
    this.#server.once('exit', (exitCode, signal) => {
      this.#state.ending = { exitCode, signal };
      // Without their server they would hang for ever, and with them whoever waits for their answers.
      this.#killAll();
    });
  }

  static async start(): Promise<Wine> {
    const wine = new Wine(await temporaryDirectory());
    try {
      // A program that came before it would start a server of its own.
      await waitFor('wineserver', () => existsSync(`/proc/${wine.#server.pid}/cwd/socket`));
      await wine.#setUp('wineboot', ['--init']);
      // It would be a Windows 7, on which Node does not start.
      await wine.#setUp('winecfg', ['-v', 'win10']);
      return wine;
    } catch (error) {
      await wine.close();
      throw error;
    }
  }

  /**
   * What became of Wine's own server, when it has ended by itself. That of Wine 8.0 (Debian 12) does, by SIGSEGV in its
   * `wake_up`, once in some hundred programs that are started and ended on a busy machine.
   */
  get crash(): string | null {
    const { ending, isClosing } = this.#state;
    if (ending === null || isClosing) return null;
    return `Wine itself has crashed: wineserver ended with ${ending.signal ?? ending.exitCode}.`;
  }

  /** A file or folder of drive C, as this machine sees it. */
  path(...names: string[]): string {
    return join(this.#prefix, 'drive_c', ...names);
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
    this.#state.isClosing = true;
    // Nothing of it is to be kept, so nobody waits for Windows to shut down.
    await waitFor('all of Wine to end', () => this.#killAll() === 0);
    await this.#folder.remove();
  }

  async #setUp(program: string, args: readonly string[]): Promise<void> {
    const { exitCode, output } = await this.run(program, args);
    if (exitCode !== 0) throw new Error(this.crash ?? `${program} ended with ${exitCode}: ${output}`);
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
    return { child, output: () => readFileSync(path, 'utf8') };
  }

  /** Of this prefix, which they have inherited, and of no other. Returns how many there were. */
  #killAll(): number {
    const ours = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && this.#isOurs(pid));
    for (const pid of ours) killIfThere(Number(pid));
    return ours.length;
  }

  #isOurs(pid: string): boolean {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1')
        .split('\0')
        .includes(`WINEPREFIX=${this.#prefix}`);
    } catch {
      // It has ended meanwhile, or is somebody else's.
      return false;
    }
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { AppError } from '@busbar/shared/errors/app-error';
import { systemEnvironment } from '../process/find-program.ts';
import { Words } from '../process/words.ts';
import type { UidPlan } from './uid-plan.ts';
import { writeUidMap } from './write-uid-map.ts';

export type StartMappedOptions = {
  readonly command: readonly string[];
  readonly plan: UidPlan;
  /** Default: nothing to read. */
  readonly input?: FileHandle;
  readonly output: FileHandle;
  /** Told what it says on its standard error, as it comes. Default: that goes to `output` as well. */
  readonly onError?: (text: string) => void;
  /** Entered before the command becomes somebody who may not go through the folders above it. Default: `/`. */
  readonly cwd?: string;
  /** Called once the ids are mapped, before the command begins: the place to record the process. */
  readonly beforeStart: (pid: number) => Promise<void>;
  readonly signal: AbortSignal;
};

export type MappedProcess = {
  readonly pid: number;
  readonly words: Words;
  readonly exited: Promise<number>;
  /** Lets this process end while that one runs on. */
  readonly letGo: () => void;
};

/**
 * Starts `mappedCommand(…)` detached, in a session of its own, and maps its ids. Descriptor 3 is a socket on
 * which it says how far it is, one word a line; when this process dies before the command begins, it ends.
 */
export async function startMapped(options: StartMappedOptions): Promise<MappedProcess> {
  const [program = '', ...args] = options.command;
  const child = spawn(program, args, {
    detached: true,
    cwd: options.cwd ?? '/',
    env: systemEnvironment,
    stdio: [
      options.input?.fd ?? 'ignore',
      options.output.fd,
      options.onError === undefined ? options.output.fd : 'pipe',
      'pipe',
    ],
  });
  if (options.onError !== undefined) child.stderr?.setEncoding('utf8').on('data', options.onError);
  const pid = await spawned(child);
  const hasSaidAll = child.stderr === null ? Promise.resolve() : once(child.stderr, 'close');
  const code = new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? 255)));
  const exited = hasSaidAll.then(() => code);
  const words = new Words(child.stdio[3] as Duplex);
  try {
    await words.expect('namespace', options.signal);
    await writeUidMap(pid, options.plan, options.signal);
    await options.beforeStart(pid);
    words.say('go');
    return { pid, words, exited, letGo: () => child.unref() };
  } catch (error) {
    child.kill('SIGKILL');
    words.close();
    throw error;
  }
}

function spawned(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid!));
    child.once('error', (cause) => {
      const message = `unshare (package util-linux) could not be started: ${cause.message}`;
      reject(new AppError('precondition-failed', message, { cause }));
    });
  });
}

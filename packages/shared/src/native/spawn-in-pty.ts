import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { AppError } from '../errors/app-error.ts';
import { openPty, type Pty, type PtySize } from './pty.ts';

export type SpawnInPtyOptions = {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Another user than this process's own, with all groups of that account. Needs root. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly size: PtySize;
};

export type PtyExit = { readonly exitCode: number | null; readonly signal: NodeJS.Signals | null };
export type PtyProcess = {
  readonly pty: Pty;
  /** Leader of its own session and process group: signal the group by `process.kill(-pid, …)`. */
  readonly pid: number;
  /** The program has exited and `pty.output` will end after its last byte. */
  readonly exited: Promise<PtyExit>;
};

/**
 * Starts a program with a terminal of its own. Call `pty.close()` when its output was read.
 *
 * @throws `invalid-input` when it cannot be started, `unavailable` without a terminal.
 */
export async function spawnInPty(options: SpawnInPtyOptions): Promise<PtyProcess> {
  const [program = '', ...args] = [systemProgram('setsid'), '-c', ...asUser(options.user), ...options.argv];
  const pty = openPty({ ...options.size, ...(options.user === undefined ? {} : { owner: options.user }) });
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...options.env } as NodeJS.ProcessEnv,
    stdio: [pty.slaveFd, pty.slaveFd, pty.slaveFd],
  });
  const exited = new Promise<PtyExit>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      pty.drain();
      resolve({ exitCode, signal });
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      pty.close();
      reject(
        new AppError('invalid-input', `The program cannot be started in ${options.cwd}: ${cause.message}`, {
          cause,
        }),
      );
    });
  });
  return { pty, pid: child.pid ?? 0, exited };
}

// Node's own uid and gid options would drop the account's other groups.
function asUser(user: SpawnInPtyOptions['user']): readonly string[] {
  if (user === undefined) return [];
  return [systemProgram('setpriv'), `--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups', '--'];
}

/** A program of the system itself, whatever the PATH of the program to be started is. */
function systemProgram(name: string): string {
  const path = ['/usr/bin', '/bin', '/usr/local/bin']
    .map((folder) => `${folder}/${name}`)
    .find((file) => existsSync(file));
  if (path === undefined)
    throw new AppError('unavailable', `This system has no ${name} (package util-linux).`);
  return path;
}

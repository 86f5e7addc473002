import { spawn } from 'node:child_process';
import { AppError } from '@busbar/shared/errors/app-error';
import { fullDiskRemedy } from '../../storage/storage-error.ts';

export type RunOptions = {
  readonly signal?: AbortSignal;
  /** Default: 60 s. */
  readonly deadlineMs?: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Told what it says on its standard output, as it comes. */
  readonly onOutput?: (text: string) => void;
};

/** Of each stream; a tool that says more is cut, since its words only serve error messages. */
const outputLimitBytes = 256 * 1024;

/**
 * Runs a program to its end with an argument array (never a shell) and returns its standard output.
 *
 * @throws AppError `precondition-failed` when it is not installed, `insufficient-storage` when it says that
 *   the disk is full, `deadline-exceeded`, `cancelled`, or `internal` with its own words.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const deadlineMs = options.deadlineMs ?? 60_000;
  const deadline = AbortSignal.timeout(deadlineMs);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (output[name].length < outputLimitBytes) output[name] += text;
      });
    }
    if (options.onOutput !== undefined) child.stdout.on('data', options.onOutput);
    child.once('error', (error) => reject(startFailure(program, error, deadline.aborted, deadlineMs)));
    child.once('close', (code, endedBy) => {
      if (code === 0) resolve(output.stdout);
      else reject(endFailure(program, code ?? endedBy, output.stderr));
    });
  });
}

function startFailure(program: string, cause: Error, isLate: boolean, deadlineMs: number): AppError {
  if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
    return new AppError('precondition-failed', `The program ${program} is not installed.`, { cause });
  }
  if (isLate)
    return new AppError('deadline-exceeded', `${program} did not end within ${deadlineMs} ms.`, { cause });
  if (cause.name === 'AbortError') return new AppError('cancelled', `${program} was cancelled.`, { cause });
  return new AppError('internal', `${program} could not be started: ${cause.message}`, { cause });
}

/** A program's own words for what went wrong; a full disk is told apart. */
export function endFailure(program: string, ending: number | string | null, stderr: string): AppError {
  const words = stderr.trim().slice(-2000);
  const said = `${program} ended with ${ending}: ${words}`;
  const isFull = /No space left on device|Disk quota exceeded/.test(words);
  return isFull
    ? new AppError('insufficient-storage', said, { userMessage: fullDiskRemedy })
    : new AppError('internal', said);
}

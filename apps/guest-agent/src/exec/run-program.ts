/** Runs one program, with all that it starts, from its start to its terminal record. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { toWireError } from '@busbar/shared/errors/wire-error';
import type { ExecEnd, Signal } from '@busbar/shared/protocol/channel';
import { OutputDrain, type OutputSink } from './drain-output.ts';
import type { Launch } from './launch.ts';
import type { ProcessStarter, ProcessTree } from './process-tree.ts';

export type RunOptions = {
  readonly launch: Launch;
  readonly processes: ProcessStarter;
  readonly timeoutMs: number | undefined;
  /** Aborted when the caller has gone: the whole tree is ended. */
  readonly signal: AbortSignal;
  readonly onStdout: OutputSink;
  readonly onStderr: OutputSink;
};

export type RunningProgram = {
  readonly pid: number;
  /** Waits while the program's input is full; what comes after the program closed it is discarded. */
  readonly writeInput: (bytes: Buffer) => Promise<void>;
  readonly endInput: () => void;
  /** To the program and to all that it has started. */
  readonly signal: (signal: Signal) => void;
  /** The terminal record, once all output was carried. The first cause wins. */
  readonly ended: Promise<ExecEnd>;
};

type Child = ChildProcessByStdio<Writable, Readable, Readable>;
type Stop = { readonly cause: 'timed-out' | 'cancelled'; readonly error: AppError };

export async function runProgram(options: RunOptions): Promise<RunningProgram> {
  const { launch, processes } = options;
  const [command, ...args] = await processes.command(launch);
  const child = spawn(command, args, {
    cwd: launch.cwd,
    env: { ...launch.env } as NodeJS.ProcessEnv,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...processes.spawnOptions,
  });
  // A program that closes its input is no failure (`head -1`); the write that meets it is simply discarded.
  child.stdin.on('error', () => child.stdin.destroy());
  const pid = await started(child, launch);
  const tree = processes.adopt(pid);
  return {
    pid,
    writeInput: (bytes) => writeInput(child.stdin, bytes),
    endInput: () => child.stdin.end(),
    signal: tree.signal,
    ended: follow(child, tree, options),
  };
}

function started(child: Child, launch: Launch): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid ?? 0));
    child.once('error', (cause) => {
      reject(
        new AppError('unavailable', `${launch.program} could not be started: ${cause.message}`, { cause }),
      );
    });
  });
}

async function follow(child: Child, tree: ProcessTree, options: RunOptions): Promise<ExecEnd> {
  const drains = [
    new OutputDrain(child.stdout, options.onStdout),
    new OutputDrain(child.stderr, options.onStderr),
  ];
  const exited = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve(exitOf(tree, exitCode, signal)));
  });
  const stopping = watchForStop(tree, options);
  options.signal.addEventListener('abort', () => drains.map((drain) => drain.stop()), { once: true });
  if (options.signal.aborted) drains.map((drain) => drain.stop());
  const exit = await exited;
  const stop = stopping.end();
  await Promise.all(drains.map((drain) => drain.finish()));
  tree.release();
  child.stdin.destroy();
  if (stop !== null) return { cause: stop.cause, ...exit, error: toWireError(stop.error) };
  return { cause: exit.signal === null ? 'exited' : 'signalled', ...exit };
}

/** A system that knows no signals gives a number for an end by force, too. */
function exitOf(tree: ProcessTree, exitCode: number | null, signal: string | null) {
  const endedBy = tree.endedBy();
  return endedBy === null ? { exitCode, signal } : { exitCode: null, signal: endedBy };
}

/** Ends the tree on the deadline or when the caller has gone. `end()` stops watching and tells what it did. */
function watchForStop(tree: ProcessTree, options: RunOptions): { end: () => Stop | null } {
  let stop: Stop | null = null;
  const begin = (reason: Stop): void => {
    if (stop !== null) return;
    stop = reason;
    tree.end();
  };
  const onAbort = (): void => begin({ cause: 'cancelled', error: toAppError(options.signal.reason) });
  const { timeoutMs } = options;
  const late = new AppError('deadline-exceeded', `The program ran longer than ${timeoutMs} ms.`);
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => begin({ cause: 'timed-out', error: late }), timeoutMs);
  options.signal.addEventListener('abort', onAbort, { once: true });
  if (options.signal.aborted) onAbort();
  return {
    end: () => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', onAbort);
      return stop;
    },
  };
}

function writeInput(stdin: Writable, bytes: Buffer): Promise<void> {
  if (stdin.destroyed || stdin.writableEnded || stdin.write(bytes)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      stdin.off('drain', done);
      stdin.off('close', done);
      resolve();
    };
    stdin.once('drain', done);
    stdin.once('close', done);
  });
}

/** The console that a person sits at, in raw mode: every key is a byte, Ctrl+C too. It is put back whatever happens. */
import { constants } from 'node:os';
import { AppError } from '../errors/app-error.ts';
import { writeChunk } from '../http2/json-lines.ts';
import type { TerminalSize } from '../protocol/channel.ts';

export type LocalConsole = {
  readonly size: () => TerminalSize;
  readonly onResize: (listener: () => void) => void;
  /** What is typed. Nothing of it is lost while nobody listens for a moment. */
  readonly onTyped: (listener: (bytes: Buffer) => void) => void;
  /** Nobody types any more: the console was closed. */
  readonly onEnd: (listener: () => void) => void;
  /** Waits while the console does not take more, such as while a person selects text on it. */
  readonly write: (bytes: Uint8Array | string) => Promise<void>;
  /** Idempotent. Puts the console back as it was and reads no more from it. */
  readonly restore: () => void;
};

const smallest = 1;
/** As the guest allows. */
const largest = 1000;
const within = (length: number | undefined, otherwise: number): number =>
  Math.min(Math.max(length || otherwise, smallest), largest);

/** @throws `precondition-failed` where there is no console */
export function openLocalConsole({
  stdin,
  stdout,
}: Pick<NodeJS.Process, 'stdin' | 'stdout'> = process): LocalConsole {
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new AppError('precondition-failed', 'A terminal is needed: standard input and output must be one.');
  }
  const restore = (): void => {
    for (const signal of endings) process.off(signal, onSignal);
    process.off('exit', restore);
    stdin.setRawMode(false);
    stdin.pause();
    stdin.unref();
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    restore();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of endings) process.on(signal, onSignal);
  process.on('exit', restore);
  stdin.setRawMode(true);
  return {
    size: () => ({ columns: within(stdout.columns, 80), rows: within(stdout.rows, 24) }),
    onResize: (listener) => void stdout.on('resize', listener),
    onTyped: (listener) => void stdin.on('data', listener),
    onEnd: (listener) => void stdin.once('end', listener).once('close', listener),
    write: (bytes) => writeChunk(stdout, Buffer.from(bytes)),
    restore,
  };
}

/** Of these a process dies by itself, and would leave the console raw. */
const endings: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGBREAK'];

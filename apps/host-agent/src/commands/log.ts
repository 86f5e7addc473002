/**
 * `busbar-host log`: what the agent of this host has written, wherever it writes: as a service of Windows to files of its
 * own, under systemd to the journal.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { AppError } from '@busbar/shared/errors/app-error';
import { prettyLine } from '@busbar/shared/logging/create-logger';
import { followFile, lastLines } from '@busbar/shared/logging/follow-file';
import { printable } from '@busbar/shared/terminal/printable';
import { windowsFolders } from '../environment.ts';

const options = {
  follow: { type: 'boolean', short: 'f' },
  lines: { type: 'string', short: 'n' },
  json: { type: 'boolean' },
} as const;

const usualLines = 100;
const mostLines = 100_000;
const unit = 'busbar-host.service';

type Wanted = { readonly lines: number; readonly isFollowed: boolean };

/** Ctrl+C ends it quietly, and so does whoever reads it. */
export async function showLog(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options });
  const wanted = { lines: countOf(values.lines), isFollowed: values.follow === true };
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) process.once(signal, () => stop.abort());
  process.stdout.on('error', () => stop.abort());
  const show = values.json === true ? asciiLine : readableLine;
  const lines =
    process.platform === 'win32' ? fileLines(wanted, stop.signal) : journalLines(wanted, stop.signal);
  for await (const line of lines) {
    if (stop.signal.aborted) break;
    process.stdout.write(`${show(line)}\n`);
  }
  return 0;
}

function countOf(text: string | undefined): number {
  if (text === undefined) return usualLines;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0 && count <= mostLines) return count;
  throw new AppError('invalid-input', `--lines takes a number up to ${mostLines}, not ${text}.`);
}

async function* fileLines({ lines, isFollowed }: Wanted, signal: AbortSignal): AsyncGenerator<string, void> {
  const path = windowsFolders().logFile;
  if (isFollowed) yield* followFile({ path, lines, signal });
  else yield* (await lastLines(path, lines)).lines;
}

async function* journalLines(
  { lines, isFollowed }: Wanted,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  const follow = isFollowed ? ['--follow'] : [];
  const args = ['--unit', unit, '--output', 'cat', '--no-pager', '--lines', String(lines), ...follow];
  const journal = spawn('journalctl', args, { stdio: ['ignore', 'pipe', 'inherit'], signal });
  const ended = new Promise<number | null>((resolve, reject) => {
    journal.once('exit', resolve);
    journal.once('error', reject);
  });
  // Until it is looked at below.
  ended.catch(() => undefined);
  yield* createInterface({ input: journal.stdout as Readable });
  const exitCode = await ended.catch((error: NodeJS.ErrnoException) => {
    if (signal.aborted) return 0;
    const reason = 'Without systemd the agent writes its log to where it was started.';
    throw new AppError('unavailable', `${reason} (journalctl: ${error.code})`, { cause: error });
  });
  if (exitCode !== 0 && exitCode !== null && !signal.aborted)
    throw new AppError('unavailable', `journalctl has failed with code ${exitCode}.`);
}

/** Older parts of Windows read what a program prints in a code page that only ASCII is the same in. */
const asciiLine = (line: string): string =>
  line.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A line that is not of the logger's own (a crash of Node itself) is shown as it is. */
function readableLine(line: string): string {
  try {
    const { time } = JSON.parse(line) as { readonly time?: unknown };
    const day = new Date(Number(time)).toISOString().slice(0, 10);
    return prettyLine(line).split('\n').map(printable).join('\n').replace(/^/, `${day} `);
  } catch {
    return printable(line);
  }
}

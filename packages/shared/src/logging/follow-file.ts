/** Reads a log that `openRotatingFile` writes: its last lines, and then each that comes, also over its moving on. */
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** File systems tell of changes in many ways, and some in none: the file is looked at. */
const lookEveryMs = 250;
const pieceBytes = 64 * 1024;
/** More than are ever kept. */
const oldestAge = 16;
const newline = 0x0a;

export type FollowOptions = {
  readonly path: string;
  /** So many of the last lines first. */
  readonly lines: number;
  /** Aborting ends it, quietly. */
  readonly signal: AbortSignal;
};

type Place = {
  /** Of the file that was read last, by its number on the disk: its name becomes another file's. */
  readonly inode: bigint;
  readonly offset: number;
};

/** The last lines, oldest first, and where they end. A file that is not there has none. */
export async function lastLines(
  path: string,
  count: number,
): Promise<{ readonly lines: readonly string[]; readonly end: Place | null }> {
  const newest = await wholeLines(path);
  let lines = newest?.lines ?? [];
  for (let age = 1; age <= oldestAge && lines.length < count; age += 1) {
    const older = await wholeLines(`${path}.${age}`);
    if (older === null) break;
    lines = [...older.lines, ...lines];
  }
  return { lines: count === 0 ? [] : lines.slice(-count), end: newest?.end ?? null };
}

/** The last lines, and then each as soon as it is written. */
export async function* followFile({
  path,
  lines: count,
  signal,
}: FollowOptions): AsyncGenerator<string, void> {
  const { lines, end } = await lastLines(path, count);
  yield* lines;
  let place = end;
  while (!signal.aborted) {
    const read = await linesAfter(path, place);
    yield* read.lines;
    place = read.end;
    if (read.lines.length === 0) await pause(signal);
  }
}

/** Rejects only when it is cut short, which ends the following. */
const pause = (signal: AbortSignal): Promise<void> =>
  delay(lookEveryMs, undefined, { signal }).then(
    () => undefined,
    () => undefined,
  );

type Read = { readonly lines: readonly string[]; readonly end: Place | null };

async function linesAfter(path: string, place: Place | null): Promise<Read> {
  const current = await readFrom(path, place);
  if (current === null) return { lines: [], end: place };
  if (place === null || current.end?.inode === place.inode) return current;
  // The file has moved on: first what was still written to it, wherever it is now.
  for (let age = 1; age <= oldestAge; age += 1) {
    const older = await readFrom(`${path}.${age}`, place);
    if (older === null) break;
    if (older.end?.inode !== place.inode) continue;
    const between = await newerThan(path, age, current);
    return { lines: [...older.lines, ...between, ...current.lines], end: current.end };
  }
  return current;
}

/** Of files that were begun and full between two looks. */
async function newerThan(path: string, age: number, current: Read): Promise<readonly string[]> {
  const lines: string[] = [];
  for (let newer = age - 1; newer >= 1; newer -= 1) {
    const read = await wholeLines(`${path}.${newer}`);
    // It has moved on once more since it was read; what came after is for the next look.
    if (read === null || read.end?.inode === current.end?.inode) break;
    lines.push(...read.lines);
  }
  return lines;
}

const wholeLines = (path: string): Promise<Read | null> => readFrom(path, null);

/** Whole lines from a place in this very file, or from its beginning; null when it is not there. It is not kept open. */
async function readFrom(path: string, place: Place | null): Promise<Read | null> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return null;
  try {
    const { ino: inode, size } = await file.stat({ bigint: true });
    const isSame = place !== null && place.inode === inode && place.offset <= Number(size);
    let offset = isSame ? place.offset : 0;
    const pieces: Buffer[] = [];
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(pieceBytes), 0, pieceBytes, offset);
      if (bytesRead === 0) break;
      pieces.push(buffer.subarray(0, bytesRead));
      offset += bytesRead;
    }
    const bytes = Buffer.concat(pieces);
    const whole = bytes.subarray(0, bytes.lastIndexOf(newline) + 1);
    const text = whole.toString('utf8').split('\n').slice(0, -1);
    return { lines: text, end: { inode, offset: offset - (bytes.length - whole.length) } };
  } finally {
    await file.close();
  }
}

import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is not even collected. */
const collectLimit = 8 * 1024 * 1024;

/**
 * Splits what is said into lines; whoever says one without end is cut off. Not by node:readline, for which U+2028,
 * which JSON leaves as it is, ends a line too.
 */
export function onLines(source: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let text = '';
  source.on('data', (chunk: Buffer) => {
    const parts = decoder.write(chunk).split('\n');
    parts[0] = text + (parts[0] ?? '');
    text = parts.pop() ?? '';
    for (const line of parts) onLine(line.replace(/\r$/, ''));
    if (text.length > collectLimit) source.destroy();
  });
}

export const writeLine = (socket: Socket, message: unknown): void => {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
};

import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is not even collected. */
const collectLimit = 8 * 1024 * 1024;

/** Splits what a socket says into lines; whoever says one without end is cut off. */
export function onLines(socket: Socket, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    const parts = decoder.write(chunk).split('\n');
    parts[0] = text + (parts[0] ?? '');
    text = parts.pop() ?? '';
    for (const line of parts) onLine(line.replace(/\r$/, ''));
    if (text.length > collectLimit) socket.destroy();
  });
}

export const writeLine = (socket: Socket, message: unknown): void => {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
};

import type { Duplex } from 'node:stream';
import { arrived } from './bytes.ts';

const ping = Buffer.alloc(64, 'p');

/** Sends 64 bytes and waits until they are back, `count` times: each time in µs. */
export async function pingTimes(stream: Duplex, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const begin = performance.now();
    const answered = arrived(stream, ping.length);
    stream.write(ping);
    await answered;
    times.push((performance.now() - begin) * 1000);
  }
  return times;
}

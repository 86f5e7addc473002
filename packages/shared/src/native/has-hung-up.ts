import type { Socket } from 'node:net';
import { descriptorOf } from './descriptor-of.ts';
import { checked, libc } from './libc.ts';

// poll(2)
const POLLHUP = 0x0010;
const pollfdBytes = 8;
const reventsOffset = 6;

/**
 * Whether the other end of a UNIX socket is closed both ways: nobody is there to read any more. Node tells of that and
 * of a peer that has only ended its own side by the same `end`.
 *
 * @throws `unsupported` off Linux, `unavailable` where koffi is absent or the socket is closed
 */
export function hasHungUp(socket: Socket): boolean {
  const pollfd = Buffer.alloc(pollfdBytes);
  pollfd.writeInt32LE(descriptorOf(socket));
  checked('poll', libc().poll(pollfd, 1, 0));
  return (pollfd.readUInt16LE(reventsOffset) & POLLHUP) !== 0;
}

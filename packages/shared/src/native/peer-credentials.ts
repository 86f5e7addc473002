import type { Socket } from 'node:net';
import { descriptorOf } from './descriptor-of.ts';
import { checked, libc } from './libc.ts';

/** The account at the other end of a UNIX socket when it connected, with all its groups (unix(7), socket(7)). */
export type PeerCredentials = {
  readonly pid: number;
  readonly uid: number;
  readonly gids: readonly number[];
};

const solSocket = 1;
const soPeerCredentials = 17;
const soPeerGroups = 59;
const groupLimit = 1024;

/** @throws `unsupported` off Linux, `unavailable` where koffi is absent or the kernel does not say. */
export function peerOf(socket: Socket): PeerCredentials {
  const fd = descriptorOf(socket);
  const credentials = option(fd, soPeerCredentials, 12);
  const groups = option(fd, soPeerGroups, 4 * groupLimit);
  const more = Array.from({ length: groups.length / 4 }, (_, index) => groups.readUInt32LE(4 * index));
  const gid = credentials.readUInt32LE(8);
  return { pid: credentials.readInt32LE(0), uid: credentials.readUInt32LE(4), gids: [gid, ...more] };
}

function option(fd: number, name: number, sizeBytes: number): Buffer {
  const value = Buffer.alloc(sizeBytes);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(sizeBytes);
  checked('getsockopt', libc().getsockopt(fd, solSocket, name, value, length));
  return value.subarray(0, length.readUInt32LE());
}

/** AF_VSOCK on Linux: the channel between a hypervisor host and its guests (also what hv_sock is to a Linux guest). */
import { closeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { AppError } from '../errors/app-error.ts';
import { checked, libc } from './libc.ts';
import { type DescriptorListener, listenOnDescriptor, wrapDescriptor } from './wrap-descriptor.ts';

export const vsockCid = { any: 0xffffffff, loopback: 1, host: 2 } as const;
const afVsock = 40;
const sockStream = 1;
const sockCloexec = 0o2000000;
const addressBytes = 16;

/** `struct sockaddr_vm`: u16 family, u16 reserved, u32 port, u32 cid, flags and zeros; in the host's byte order. */
export function encodeVsockAddress(cid: number, port: number): Buffer {
  const address = Buffer.alloc(addressBytes);
  address.writeUInt16LE(afVsock, 0);
  address.writeUInt32LE(port, 4);
  address.writeUInt32LE(cid, 8);
  return address;
}

const openSocket = (): number =>
  checked('socket(AF_VSOCK)', libc().socket(afVsock, sockStream | sockCloexec, 0));

export type ListenVsockOptions = {
  readonly port: number;
  readonly onSocket: (socket: Socket) => void;
  /** CIDs that may connect. Default: the host only, so that no local user of the guest gets in by loopback. */
  readonly allowedCids?: readonly number[];
  /** Told of each refused peer. */
  readonly onRefused?: (cid: number) => void;
};

/** @throws `unavailable` where the kernel has no vsock or the port is taken. */
export function listenVsock(options: ListenVsockOptions): DescriptorListener {
  const { allowedCids = [vsockCid.host] } = options;
  const fd = openSocket();
  try {
    checked('bind(AF_VSOCK)', libc().bind(fd, encodeVsockAddress(vsockCid.any, options.port), addressBytes));
    return listenOnDescriptor(fd, (socket, peerFd) => {
      const cid = peerCid(peerFd);
      if (allowedCids.includes(cid)) {
        options.onSocket(socket);
        return;
      }
      socket.destroy();
      options.onRefused?.(cid);
    });
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function peerCid(fd: number): number {
  const address = Buffer.alloc(addressBytes);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(addressBytes);
  // Not knowing who it is means refusing it; no CID is -1.
  return libc().getpeername(fd, address, length) === 0 ? address.readUInt32LE(8) : -1;
}

/** Dials a guest (or, inside a guest, the host). A closed port answers at once; a booting guest may time out. */
export async function connectVsock(cid: number, port: number): Promise<Socket> {
  const fd = openSocket();
  try {
    const result = await new Promise<number>((resolve, reject) => {
      libc().connect.async(fd, encodeVsockAddress(cid, port), addressBytes, (error, value) =>
        error === null ? resolve(value) : reject(error),
      );
    });
    if (result !== 0) throw new AppError('guest-unreachable', `Nothing answers on vsock ${cid}:${port}.`);
    return wrapDescriptor(fd);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

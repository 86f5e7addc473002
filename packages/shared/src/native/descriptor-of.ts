import type { Socket } from 'node:net';
import { AppError } from '../errors/app-error.ts';

/** The descriptor of a socket, for what Node has no call for. @throws `unavailable` for one that is closed */
export function descriptorOf(socket: Socket): number {
  const fd = (socket as unknown as { readonly _handle: { readonly fd: number } | null })._handle?.fd ?? -1;
  if (fd >= 0) return fd;
  throw new AppError('unavailable', 'The socket is closed.', { details: { call: 'descriptor' } });
}

/** Ways to a guest agent in a Hyper-V VM, by the VM's Hyper-V id. */
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { dialSocket } from '../process/dial-socket.ts';
import type { DialGuest } from './hyperv-driver.ts';

/** The simulator's guests listen on UNIX sockets where others have hv_sock. */
export const dialSimulated =
  (channelsFolder: string): DialGuest =>
  (hypervId, signal) =>
    dialSocket(join(channelsFolder, hypervId, 'agent.sock'), signal);

/** Until hv_sock can be dialled. */
export const dialNothing: DialGuest = async () => {
  throw new AppError('guest-unreachable', 'This host agent cannot dial hv_sock yet.');
};

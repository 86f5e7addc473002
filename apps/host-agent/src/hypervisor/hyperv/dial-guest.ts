/** Ways to a guest agent in a Hyper-V VM, by the VM's Hyper-V id. */
import { join } from 'node:path';
import { connectHvSock } from '@busbar/shared/native/hv-sock';
import { vsockServiceId } from '@busbar/shared/native/hyperv-address';
import { channelVsockPort } from '@busbar/shared/protocol/channel';
import { dialSocket } from '../process/dial-socket.ts';
import { dialPatiently } from './dial-patiently.ts';
import type { DialGuest } from './hyperv-driver.ts';

/** The simulator's guests listen on UNIX sockets where others have hv_sock. */
export const dialSimulated =
  (channelsFolder: string): DialGuest =>
  (hypervId, signal) =>
    dialSocket(join(channelsFolder, hypervId, 'agent.sock'), signal);

/** The service of the agent, which the installer registers with Windows. */
export const agentServiceId = vsockServiceId(channelVsockPort);

export const dialHvSock: DialGuest = (hypervId, signal) =>
  dialPatiently(
    (timeoutMs) => connectHvSock({ vmId: hypervId, serviceId: agentServiceId }, { timeoutMs, signal }),
    signal,
  );

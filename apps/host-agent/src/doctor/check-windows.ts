/** The edge to Windows: sockets by its own calls, hv_sock, and the service of the agent in the registry. */
import { createServer, type Socket } from 'node:net';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { connectWinsock } from '@busbar/shared/native/connect-winsock';
import { connectHvSock } from '@busbar/shared/native/hv-sock';
import { hypervVmIds } from '@busbar/shared/native/hyperv-address';
import { readMachineText } from '@busbar/shared/native/registry';
import { agentServiceId } from '../hypervisor/hyperv/dial-guest.ts';
import { type Finding, missing, ok, unknown } from './finding.ts';

const echoedBytes = 1024 * 1024;
const limitMs = 10_000;
const servicesKey =
  'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Virtualization\\GuestCommunicationServices';

export async function* checkWindows(): AsyncGenerator<Finding> {
  yield await checkNativeSockets();
  yield await checkHvSock();
  yield checkRegistration();
}

/** The same way as hv_sock takes, with TCP: koffi, ConnectEx and the wrapped socket work on this Windows. */
async function checkNativeSockets(): Promise<Finding> {
  const server = createServer((socket) => socket.pipe(socket).on('error', () => socket.destroy()));
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as { port: number };
    const endpoint = { family: 2, protocol: 6, local: internetAddress(0), remote: internetAddress(port) };
    const signal = AbortSignal.timeout(limitMs);
    const socket = await connectWinsock(endpoint, { timeoutMs: limitMs, signal });
    await echo(socket, signal);
    return ok('native sockets', `${echoedBytes} bytes came back over a socket of Windows' own calls.`);
  } catch (error) {
    const remedy =
      'Reinstall the release: koffi.node must lie beside busbar-host.exe, and be allowed to load.';
    return missing('native sockets', toAppError(error).message, remedy);
  } finally {
    server.close();
  }
}

/** `struct sockaddr_in` on loopback; for port 0 any address. */
function internetAddress(port: number): Buffer {
  const address = Buffer.alloc(16);
  address.writeUInt16LE(2, 0);
  address.writeUInt16BE(port, 2);
  if (port !== 0) address.set([127, 0, 0, 1], 4);
  return address;
}

async function echo(socket: Socket, signal: AbortSignal): Promise<void> {
  const stop = (): void => void socket.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    socket.write(Buffer.alloc(echoedBytes, 'busbar'));
    let received = 0;
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received >= echoedBytes) return;
    }
    throw new AppError('truncated', `The connection ended after ${received} of ${echoedBytes} bytes.`);
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

/** Dials this machine, where nothing listens: any answer but "no such sockets" shows that hv_sock is there. */
async function checkHvSock(): Promise<Finding> {
  const address = { vmId: hypervVmIds.loopback, serviceId: agentServiceId };
  try {
    const socket = await connectHvSock(address, { timeoutMs: 2_000, signal: AbortSignal.timeout(limitMs) });
    socket.destroy();
    return ok('hv_sock', 'This machine answers on Hyper-V sockets.');
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'guest-unreachable') return ok('hv_sock', `Windows has them; ${error.message}`);
    const remedy =
      error.code === 'forbidden'
        ? 'Run this elevated, or as a member of Hyper-V Administrators.'
        : 'Install the feature Hyper-V and restart Windows.';
    return missing('hv_sock', error.message, remedy);
  }
}

function checkRegistration(): Finding {
  const key = `${servicesKey}\\${agentServiceId}`;
  try {
    const name = readMachineText(key, 'ElementName');
    if (name !== null) return ok('hv_sock service', `${agentServiceId} is registered as "${name}".`);
    const remedy = `In an elevated prompt: reg add "HKLM\\${key}" /v ElementName /d "Busbar guest agent" /f`;
    return missing('hv_sock service', `${agentServiceId} is not registered: no VM can be dialled.`, remedy);
  } catch (error) {
    return unknown('hv_sock service', toAppError(error).message);
  }
}

/**
 * The channel of a Hyper-V VM (hv_sock) and of a qemu VM with vsock. Only the host may connect: a local user
 * of the guest could otherwise reach the agent through loopback.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { toAppError } from '@busbar/shared/errors/app-error';
import { listenVsock } from '@busbar/shared/native/vsock';
import type { DescriptorListener } from '@busbar/shared/native/wrap-descriptor';
import type { ChannelDeps } from './serve-channel.ts';

/** Early in the boot the kernel's transport may not be loaded yet. */
const retryMs = 500;

export async function serveVsock(port: number, deps: ChannelDeps): Promise<void> {
  const { signal } = deps;
  const listener = await untilListening(port, deps);
  if (listener === null) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  listener.close();
}

/** Null when the signal aborted first. */
async function untilListening(
  port: number,
  { connections, log, signal }: ChannelDeps,
): Promise<DescriptorListener | null> {
  let lastReason = '';
  while (!signal.aborted) {
    try {
      return listenVsock({
        port,
        onSocket: (socket) => void connections.serve(socket),
        onRefused: (cid) => log('warn', 'a vsock peer that is not the host was refused', { cid }),
      });
    } catch (error) {
      const reason = toAppError(error).message;
      if (reason !== lastReason) log('warn', 'vsock cannot be served yet', { port, reason });
      lastReason = reason;
    }
    await sleep(retryMs, undefined, { signal }).catch(ignoreAbort);
  }
  return null;
}

/** The loop's condition sees the abort itself. */
function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}

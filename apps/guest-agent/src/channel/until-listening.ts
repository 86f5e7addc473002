/** Listens as soon as the system lets it: early in the boot a way to the host may not be there yet. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toAppError } from '@busbar/shared/errors/app-error';
import type { DescriptorListener } from '@busbar/shared/native/wrap-descriptor';
import type { ChannelDeps } from './serve-channel.ts';

const retryMs = 500;

/** Serves until the signal aborts; says once for each reason why it cannot begin. */
export async function serveListening(
  name: string,
  listen: () => DescriptorListener,
  { log, signal }: Pick<ChannelDeps, 'log' | 'signal'>,
): Promise<void> {
  const listener = await untilListening(name, listen, { log, signal });
  if (listener === null) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  listener.close();
}

/** Null when the signal aborted first. */
async function untilListening(
  name: string,
  listen: () => DescriptorListener,
  { log, signal }: Pick<ChannelDeps, 'log' | 'signal'>,
): Promise<DescriptorListener | null> {
  let lastReason = '';
  while (!signal.aborted) {
    try {
      return listen();
    } catch (error) {
      const reason = toAppError(error).message;
      if (reason !== lastReason) log('warn', `${name} cannot be served yet`, { reason });
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

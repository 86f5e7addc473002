/**
 * Dialling a VM right after its boot. Hyper-V refuses nothing then: it lets a dial time out, and one that began before
 * the agent listened may never succeed (seen by others: ocaml-hvsock). So the first dials are short, and each is new.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isPassingWinsockError } from '@busbar/shared/native/winsock-error';

const timeouts = { firstMs: 250, growth: 2, longestMs: 2_000 } as const;
/** After a dial that failed at once, so that a VM that restarts is not dialled without pause. */
const pauseMs = 50;
/** Then the caller decides, which knows whether the VM still runs. */
const dialLimit = 5;

/** How long the n-th dial may take, from 0. */
export const dialTimeoutMs = (attempt: number): number =>
  Math.min(timeouts.longestMs, timeouts.firstMs * timeouts.growth ** attempt);

/** The first dial that succeeds. @throws what the last one failed with. */
export async function dialPatiently<Connection>(
  dial: (timeoutMs: number) => Promise<Connection>,
  signal: AbortSignal,
): Promise<Connection> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await dial(dialTimeoutMs(attempt));
    } catch (error) {
      if (signal.aborted || attempt + 1 === dialLimit || !isPassingWinsockError(error)) throw error;
    }
    await sleep(pauseMs, undefined, { signal });
  }
}

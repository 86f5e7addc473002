import { setTimeout as delay } from 'node:timers/promises';
import { readJsonLines, writeJsonLine } from '@busbar/shared/http2/json-lines';
import { requireOk } from '@busbar/shared/http2/require-ok';
import { HostEvent, linkPaths } from '@busbar/shared/protocol/link';
import type { ControlDeps } from '../deps.ts';
import { applyBatch, type BatchResult } from '../jobs/apply-batch.ts';
import { BoundedQueue } from './bounded-queue.ts';
import type { HostLink } from './host-link.ts';

/** Events of one transaction. More would hold up other hosts' writes; fewer would cost throughput. */
const batchLimit = 256;
/**
 * Between two transactions of one host, so that the steps of a quick job share some: a transaction costs the process
 * milliseconds, and a person does not see these. The first event after a quiet time does not wait.
 */
const pauseMs = 15;

export type ReceiveEventsInput = {
  readonly link: HostLink;
  readonly afterSeq: number;
  readonly observedUpTo: number;
  /** Called after each batch has been committed and acknowledged. */
  readonly onApplied: (result: BatchResult) => Promise<void> | void;
};

/**
 * Takes a host's durable reports for as long as the link lives: applied in order, each once, acknowledged
 * only after the commit. Reading stops while a batch is being written, so a flood waits at its source.
 * Returns or throws when the stream ends.
 */
export async function receiveEvents(
  deps: Pick<ControlDeps, 'db' | 'newId' | 'nowMs' | 'log' | 'publish'>,
  { link, afterSeq, observedUpTo, onApplied }: ReceiveEventsInput,
): Promise<void> {
  const call = link.open({ path: linkPaths.events });
  await writeJsonLine(call.stream, { afterSeq });
  const queue = new BoundedQueue<HostEvent>(batchLimit);
  const reading = (async () => {
    try {
      await requireOk(call);
      for await (const event of readJsonLines(call.stream, HostEvent)) await queue.push(event);
      await call.ended;
    } finally {
      queue.end();
    }
  })();
  const unseenVms = new Set<string>();
  const applying = (async () => {
    for (let events = await queue.takeAll(); events !== null; events = await queue.takeAll()) {
      const pause = events.length < batchLimit ? delay(pauseMs) : null;
      const result = await applyBatch(deps, { hostId: link.hostId, events, observedUpTo, unseenVms });
      for (const vmId of result.newVms) unseenVms.add(vmId);
      deps.publish(result.changes);
      await writeJsonLine(call.stream, { ackSeq: result.lastSeq });
      await onApplied(result);
      await pause;
    }
  })();
  try {
    await Promise.all([reading, applying]);
  } finally {
    queue.end();
    call.stream.end();
  }
}

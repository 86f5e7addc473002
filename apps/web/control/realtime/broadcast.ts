/** Turns changes into messages for whoever looks: reads the row's view once and sends it to its topics. */
import type { Database } from '@busbar/db/database';
import { toAppError } from '@busbar/shared/errors/app-error';
import type { RealtimeMessage, Topic } from '@busbar/shared/realtime/topics';
import type { TelemetryView } from '@busbar/shared/realtime/views';
import superjson from 'superjson';
import type { Change } from '../../services/change.ts';
import { readDeliveryView } from '../../services/views/delivery.ts';
import { readHostView } from '../../services/views/host.ts';
import { jobEventView, readJobView } from '../../services/views/job.ts';
import { readVmView } from '../../services/views/vm.ts';
import type { Log } from '../deps.ts';
import { Coalescer } from './coalescer.ts';
import type { RealtimeServer } from './socket-server.ts';

export type BroadcastDeps = {
  readonly db: Database;
  readonly log: Log;
  readonly io: RealtimeServer;
};

/** At most fifty messages a second about one row: twenty milliseconds are not seen, and a click waits for them. */
const coalesceMs = 20;
/** Events of one message; a page that misses some fetches them by number. */
const jobEventLimit = 500;

export type Broadcast = {
  readonly announce: (change: Change) => void;
  readonly telemetry: (telemetry: TelemetryView) => void;
  readonly stop: () => void;
};

export function createBroadcast(deps: BroadcastDeps): Broadcast {
  const coalescer = new Coalescer({
    delayMs: coalesceMs,
    flush: async (changes) => {
      for (const change of changes) await tell(deps, change);
    },
  });
  return {
    announce: (change) => coalescer.add(change),
    telemetry: (telemetry) => send(deps, [`vm:${telemetry.vmId}`], { type: 'telemetry', telemetry }),
    stop: () => coalescer.stop(),
  };
}

async function tell(deps: BroadcastDeps, change: Change): Promise<void> {
  if (deps.io.sockets.sockets.size === 0) return;
  try {
    if (change.entity === 'vm') await tellVm(deps, change.id);
    else if (change.entity === 'job') await tellJob(deps, change);
    else if (change.entity === 'host') await tellHost(deps, change.id);
    else if (change.entity === 'delivery') await tellDelivery(deps, change.id);
  } catch (thrown) {
    deps.log.error(
      { entity: change.entity, id: change.id, error: toAppError(thrown) },
      'a change could not be told',
    );
  }
}

async function tellVm(deps: BroadcastDeps, vmId: string): Promise<void> {
  const vm = await readVmView(deps.db.read, vmId);
  if (vm === null) return;
  const topics: Topic[] = ['fleet', `vm:${vmId}`, `host:${vm.hostId}`];
  send(deps, topics, vm.state === 'deleted' ? { type: 'vm-removed', vmId } : { type: 'vm-changed', vm });
}

async function tellJob(deps: BroadcastDeps, { id, from, to }: Change): Promise<void> {
  const job = await readJobView(deps.db.read, id);
  if (job === null) return;
  const topics: Topic[] = ['fleet', `job:${id}`, `host:${job.hostId}`];
  if (job.vmId !== null) topics.push(`vm:${job.vmId}`);
  send(deps, topics, { type: 'job-changed', job });
  if (from === undefined || to === undefined || !hasViewers(deps, `job:${id}`)) return;
  const rows = await deps.db.read.jobEvent.findMany({
    where: { jobId: id, number: { gte: Math.max(from, to - jobEventLimit + 1), lte: to } },
    orderBy: { number: 'asc' },
  });
  send(deps, [`job:${id}`], { type: 'job-events', jobId: id, events: rows.map(jobEventView) });
}

async function tellHost(deps: BroadcastDeps, hostId: string): Promise<void> {
  const host = await readHostView(deps.db.read, hostId);
  if (host === null) return;
  const message: RealtimeMessage =
    host.state === 'removed' ? { type: 'host-removed', hostId } : { type: 'host-changed', host };
  send(deps, ['fleet', `host:${hostId}`], message);
}

async function tellDelivery(deps: BroadcastDeps, deliveryId: string): Promise<void> {
  const delivery = await readDeliveryView(deps.db.read, deliveryId);
  if (delivery !== null)
    send(deps, [`webhook:${delivery.webhookId}`], { type: 'delivery-changed', delivery });
}

const hasViewers = (deps: BroadcastDeps, topic: Topic): boolean => deps.io.sockets.adapter.rooms.has(topic);

function send(deps: BroadcastDeps, topics: readonly Topic[], message: RealtimeMessage): void {
  const watched = topics.filter((topic) => hasViewers(deps, topic));
  if (watched.length === 0) return;
  const text = superjson.stringify(message);
  deps.io.to(watched).emit('message', text);
}

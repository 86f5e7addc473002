/**
 * Realtime over Socket.IO, default namespace. The page emits `join` with a topic and gets an
 * acknowledgement, *then* reads its snapshot, then applies messages that are newer than the snapshot. After a
 * reconnect it does the same again; job events are fetched from the last number it has. Messages are hints:
 * the database is the truth.
 */
import { z } from 'zod';
import { Id } from '../domain/ids.ts';
import { DeliveryView, HostView, JobEventView, JobView, TelemetryView, VmView } from './views.ts';

/** `fleet` carries every vm, job and host change; `vm:` adds telemetry; `job:` adds the job's events. */
export const Topic = z.union([
  z.literal('fleet'),
  z.templateLiteral(['vm:', z.uuid()]),
  z.templateLiteral(['job:', z.uuid()]),
  z.templateLiteral(['host:', z.uuid()]),
  z.templateLiteral(['webhook:', z.uuid()]),
]);
export type Topic = z.infer<typeof Topic>;

export const RealtimeMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('vm-changed'), vm: VmView }),
  z.object({ type: z.literal('vm-removed'), vmId: Id }),
  z.object({ type: z.literal('job-changed'), job: JobView }),
  z.object({ type: z.literal('job-events'), jobId: Id, events: z.array(JobEventView) }),
  z.object({ type: z.literal('host-changed'), host: HostView }),
  z.object({ type: z.literal('host-removed'), hostId: Id }),
  z.object({ type: z.literal('telemetry'), telemetry: TelemetryView }),
  z.object({ type: z.literal('delivery-changed'), delivery: DeliveryView }),
]);
export type RealtimeMessage = z.infer<typeof RealtimeMessage>;

export type Acknowledgement =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * Socket.IO event maps. `message` carries a superjson text of RealtimeMessage, so that dates survive; it comes once,
 * however many of its topics the page has joined.
 */
export type ServerToClient = { message: (superjson: string) => void };
export type ClientToServer = {
  join: (topic: string, done: (answer: Acknowledgement) => void) => void;
  leave: (topic: string) => void;
};

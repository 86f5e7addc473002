/**
 * What pages, the API and realtime messages show of each entity: one shape each, made from database rows in
 * one place. `version` grows with every change of the row; a page applies only what is newer than it has.
 */
import { z } from 'zod';
import { HostState } from '../domain/host-state.ts';
import { Id } from '../domain/ids.ts';
import { JobState } from '../domain/job-state.ts';
import { ChannelLight, NetworkLight } from '../domain/lights.ts';
import { StepState } from '../domain/step-state.ts';
import { VmState } from '../domain/vm-state.ts';
import { WireError } from '../errors/wire-error.ts';
import { CloudInitStatus, GuestHeartbeat, GuestHello } from '../protocol/channel.ts';
import { ReportedAddress } from '../protocol/guest-report.ts';
import { DriverFacts, DriverName, HostCapacity, HostImage } from '../protocol/host-facts.ts';

const Version = z.number().int().min(0);

/** `source`: who told it. Absent: the guest agent. `kvp`: cloud-init itself, to the hypervisor. */
export const SeenCloudInit = CloudInitStatus.extend({ source: z.enum(['kvp']).optional() });
export type SeenCloudInit = z.infer<typeof SeenCloudInit>;

export const VmView = z.object({
  id: Id,
  version: Version,
  name: z.string(),
  hostId: Id,
  hostName: z.string(),
  hostState: HostState,
  state: VmState,
  channel: ChannelLight,
  network: NetworkLight,
  networkLostAt: z.date().nullable(),
  driver: DriverName,
  image: z.string(),
  templateId: Id.nullable(),
  templateName: z.string(),
  cpuCount: z.number(),
  memoryMb: z.number(),
  diskGb: z.number(),
  networkMode: z.enum(['none', 'user']),
  tags: z.array(z.string()),
  addresses: z.array(z.string()),
  /** By address, where it was learnt from. An address that is missing here was told by the guest agent. */
  /** What its hypervisor calls it, since somebody has renamed it there; null where that is its name. */
  hypervisorName: z.string().nullable(),
  addressSources: z.record(z.string(), ReportedAddress.shape.source),
  guest: GuestHello.nullable(),
  /** Null in lists, and before the guest has said anything. */
  cloudInit: SeenCloudInit.nullable(),
  bootedAt: z.date().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  /** A job of this VM that has not ended. */
  activeJobId: Id.nullable(),
});
export type VmView = z.infer<typeof VmView>;

export const StepView = z.object({
  name: z.string(),
  title: z.string(),
  /** What undoing it does, in words; absent for a step that makes nothing. */
  undo: z.string().optional(),
  state: StepState,
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  error: WireError.nullable(),
  progress: z
    .object({
      doneBytes: z.number(),
      totalBytes: z.number().nullable(),
      etaSeconds: z.number().nullable(),
      bytesPerSecond: z.number().nullable(),
    })
    .nullable(),
});
export type StepView = z.infer<typeof StepView>;

export const JobView = z.object({
  id: Id,
  version: Version,
  kind: z.string(),
  title: z.string(),
  state: JobState,
  hostId: Id,
  hostName: z.string(),
  vmId: Id.nullable(),
  vmName: z.string(),
  parentId: Id.nullable(),
  retryOfId: Id.nullable(),
  attempt: z.number(),
  steps: z.array(StepView),
  error: WireError.nullable(),
  leftBehind: z.array(z.string()),
  /** It failed and nothing was undone: what it made waits to be continued or deleted. */
  kept: z.boolean(),
  /** The kept job whose work this one goes on with. */
  continuesId: Id.nullable(),
  /** The job that must have succeeded before this one begins. */
  afterId: Id.nullable(),
  eventCount: z.number(),
  requestedByName: z.string(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  cancelRequestedAt: z.date().nullable(),
});
export type JobView = z.infer<typeof JobView>;

/** One line of a job's log or one change of a step; `number` counts 1…n without gaps within a job. */
export const JobEventView = z.object({
  jobId: Id,
  number: z.number().int().min(1),
  at: z.date(),
  attempt: z.number(),
  type: z.enum(['state', 'step', 'log']),
  step: z.string().nullable(),
  level: z.enum(['info', 'warn', 'error']),
  text: z.string(),
});
export type JobEventView = z.infer<typeof JobEventView>;

export const HostView = z.object({
  id: Id,
  version: Version,
  name: z.string(),
  state: HostState,
  isDraining: z.boolean(),
  agentVersion: z.string(),
  protocol: z.string(),
  os: z.string(),
  drivers: z.array(DriverFacts),
  images: z.array(HostImage),
  capacity: HostCapacity.nullable(),
  jobLimit: z.number(),
  vmCount: z.number(),
  allocated: z.object({ cpuCount: z.number(), memoryMb: z.number() }),
  linkedAt: z.date().nullable(),
  lastSeenAt: z.date().nullable(),
  /** Round trip of the link's last PING; null while it is down. */
  linkRttMs: z.number().nullable(),
  createdAt: z.date(),
});
export type HostView = z.infer<typeof HostView>;

export const DeliveryView = z.object({
  id: Id,
  webhookId: Id,
  eventType: z.string(),
  eventId: z.string(),
  state: z.enum(['pending', 'delivered', 'failed']),
  attemptCount: z.number(),
  nextAttemptAt: z.date().nullable(),
  lastStatus: z.number().nullable(),
  jobId: Id.nullable(),
  createdAt: z.date(),
  endedAt: z.date().nullable(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

export const TelemetryView = z.object({
  vmId: Id,
  at: z.number(),
  channelRttMs: z.number().nullable(),
  heartbeat: GuestHeartbeat,
});
export type TelemetryView = z.infer<typeof TelemetryView>;

/**
 * Messages of the link (control plane ↔ host agent). The host dials, then serves HTTP/2; the control plane
 * calls. What a host says is hostile input to the control plane: every text and list has a bound.
 *
 *   POST hello             LinkHelloRequest → HostHello
 *   GET  inventory         → Inventory
 *   POST jobs              JobDocument → JobAccepted (the same for a repeated document)
 *   POST jobs/cancel       JobCancel → {}
 *   POST events            EventsRequest → a stream of JSON lines (HostEvent), open until the link ends
 *   GET  telemetry         → a stream of JSON lines (VmTelemetry); volatile, never replayed
 *   *    vms/<id>/guest/…  relayed byte for byte to the guest agent's `/…`
 *
 * What a host tells of itself is in `host-facts.ts`. With the schemas of `asked-of-host.ts`:
 *
 *   GET  vms/<id>/checkpoints  → CheckpointList; since 1.3
 *   GET  vms/<id>/media        → VmMedia; since 1.4
 *   GET  exports               → ExportList; since 1.5
 *   POST exports/remove        RemoveExport → VmExport, as it was; since 1.5
 *   GET  backups               → BackupList; since 1.12
 *   GET  switches              → SwitchList; since 1.7
 *   GET  disk-files            → DiskFileList; since 1.9
 *   GET  vms/<id>/hardware     → VmHardware; since 1.10
 *   GET  vms/<id>/disks        → VmDisks; since 1.14
 *
 * Images that are copied from host to host, since 1.16: `replicas.ts`.
 */
import { z } from 'zod';
import { StepState } from '../domain/step-state.ts';
import { PowerState } from '../domain/vm-state.ts';
import { WireError } from '../errors/wire-error.ts';
import { ByteCount, ShortText } from './bounds.ts';
import { GuestHeartbeat, GuestHello } from './channel.ts';
import { GuestReport } from './guest-report.ts';
import { DriverFacts, DriverName, HostCapacity, HostImage } from './host-facts.ts';
import { ProtocolVersion } from './version.ts';

export const linkPaths = {
  hello: '/v1/hello',
  inventory: '/v1/inventory',
  jobs: '/v1/jobs',
  jobCancel: '/v1/jobs/cancel',
  events: '/v1/events',
  telemetry: '/v1/telemetry',
  exports: '/v1/exports',
  removeExport: '/v1/exports/remove',
  backups: '/v1/backups',
  switches: '/v1/switches',
  diskFiles: '/v1/disk-files',
} as const;
export type LinkPath = (typeof linkPaths)[keyof typeof linkPaths];
/** Prefix of everything that is relayed to one VM's guest agent. */
export const guestPath = (vmId: string, path: string): string => `/v1/vms/${vmId}/guest${path}`;
export const checkpointsPath = (vmId: string): string => `/v1/vms/${vmId}/checkpoints`;
export const hardwarePath = (vmId: string): string => `/v1/vms/${vmId}/hardware`;
export const disksPath = (vmId: string): string => `/v1/vms/${vmId}/disks`;
export const storagePath = (vmId: string): string => `/v1/vms/${vmId}/storage`;
export const mediaPath = (vmId: string): string => `/v1/vms/${vmId}/media`;

export const LinkHelloRequest = z.object({ version: ProtocolVersion, controlVersion: ShortText });
export const HostHello = z.object({
  version: ProtocolVersion,
  agentVersion: ShortText,
  hostname: ShortText,
  os: ShortText,
  drivers: z.array(DriverFacts).max(8),
  images: z.array(HostImage).max(1000),
  capacity: HostCapacity,
  /** Jobs that the host runs at the same time. */
  jobLimit: z.number().int().min(1).max(64),
  /** X25519 public key (base64url) to which secrets for this host are sealed. */
  sealingKey: z.string().max(64),
  jobKinds: z.array(ShortText).max(256),
  capabilities: z.array(ShortText).max(64),
});
export type HostHello = z.infer<typeof HostHello>;

/** One VM as its host sees it. `vmId` is null for a VM that Busbar did not make. */
export const ObservedVm = z.object({
  vmId: z.uuid().nullable(),
  name: ShortText,
  driver: DriverName,
  /** Of a saved VM `paused`, as older control planes know it; `isSaved` says the rest. */
  power: PowerState.exclude(['saved']),
  channel: z.enum(['up', 'down']),
  cpuCount: z.number().int().min(0),
  memoryBytes: ByteCount,
  hello: GuestHello.nullable(),
  heartbeat: GuestHeartbeat.nullable(),
  /** Since 1.6: what is known of the guest while no agent answers for it. Absent: nothing. */
  report: GuestReport.optional(),
  /** Since 1.19: its memory is on the disk, and it takes none of the host's. */
  isSaved: z.boolean().optional(),
});
export type ObservedVm = z.infer<typeof ObservedVm>;
/** Everything the host has; what is not in it no longer exists there. `jobs` are those it has not finished. */
export const Inventory = z.object({
  takenAt: z.number(),
  /** Events up to this sequence number are already reflected here. */
  eventSeq: z.number().int().min(0),
  vms: z.array(ObservedVm).max(10_000),
  jobs: z.array(z.object({ jobId: z.uuid(), attempt: z.number().int().min(1) })).max(1000),
});
export type Inventory = z.infer<typeof Inventory>;

/** A value sealed to a key: ephemeral X25519, HKDF-SHA256, AES-256-GCM; all fields base64url. */
export const Sealed = z.object({
  ephemeralKey: z.string().max(64),
  nonce: z.string().max(32),
  ciphertext: z.string().max(4 * 1024 * 1024),
});
export type Sealed = z.infer<typeof Sealed>;

/** A whole job as it is sent to a host: enough to finish while the link is down. */
export const JobDocument = z.object({
  jobId: z.uuid(),
  attempt: z.number().int().min(1),
  kind: ShortText,
  vmId: z.uuid().nullable(),
  /** Parsed by the schema of the kind's `document` in the catalog. */
  document: z.unknown(),
  /** JSON of the kind's `secrets`, sealed to the host. Erased when the job ends. */
  secrets: Sealed.nullable(),
  /** Since 1.1; absent means `undo`. What a failure does with what was made, where the kind may keep it. */
  onFailure: z.enum(['undo', 'keep']).optional(),
  /** Since 1.1: a job of the same VM that failed and was kept; this one goes on where it stopped. */
  continues: z.uuid().optional(),
  timeoutMs: z.number().int().positive(),
});
export type JobDocument = z.infer<typeof JobDocument>;
export const JobAccepted = z.object({
  jobId: z.uuid(),
  attempt: z.number().int().min(1),
  isRepeat: z.boolean(),
});
export const JobCancel = z.object({ jobId: z.uuid(), attempt: z.number().int().min(1) });

export const JobLogLevel = z.enum(['info', 'warn', 'error']);

/** A job that was asked for on the host itself and that the control plane has not heard of yet. */
export const LocalJob = z.object({
  kind: ShortText,
  /** Null (since 1.13) for a job of the host itself, such as with an image. */
  vmId: z.uuid().nullable(),
  /** Of the VM; else of what the job is about, such as an image. */
  vmName: ShortText,
  /** Who asked, as the host's operating system knows them. */
  requestedBy: ShortText,
  /**
   * The VM that the job makes, by a provisioning or (since 1.13) an import; absent for one that acts on a VM that
   * exists. Documents stay at the host.
   */
  makes: z
    .object({
      driver: DriverName,
      image: z.string().min(1).max(64),
      cpuCount: z.number().int().min(1).max(64),
      memoryBytes: ByteCount,
      diskBytes: ByteCount,
      network: z.enum(['none', 'user']),
      /** What its documents were made from, in words. */
      template: ShortText,
    })
    .optional(),
});
export type LocalJob = z.infer<typeof LocalJob>;

const base = {
  /** Strictly increasing per host, without gaps; the control plane applies each once. */
  seq: z.number().int().min(1),
  /** Milliseconds since 1970 on the host's clock. */
  at: z.number(),
};
const ofJob = { ...base, jobId: z.uuid(), attempt: z.number().int().min(1) };

/** Durable reports: kept in the host's outbox until the control plane has acknowledged them. */
export const HostEvent = z.discriminatedUnion('type', [
  /** Since 1.2: the first report of a local job. Told again after a restart; only the first counts. */
  z.object({ ...ofJob, type: z.literal('job-begun'), job: LocalJob }),
  z.object({
    ...ofJob,
    type: z.literal('step-changed'),
    step: ShortText,
    state: StepState,
    error: WireError.optional(),
  }),
  z.object({
    ...ofJob,
    type: z.literal('progress'),
    step: ShortText,
    doneBytes: ByteCount,
    totalBytes: ByteCount.nullable(),
    etaSeconds: z.number().min(0).nullable(),
  }),
  z.object({
    ...ofJob,
    type: z.literal('log'),
    step: ShortText.nullable(),
    level: JobLogLevel,
    line: z.string().max(8192),
  }),
  z.object({
    ...ofJob,
    type: z.literal('job-ended'),
    outcome: z.enum(['succeeded', 'failed', 'cancelled']),
    error: WireError.optional(),
    /** What undoing could not remove; empty when nothing was left behind. */
    leftBehind: z.array(z.string().max(1024)).max(64),
    /** Since 1.1: nothing was undone; what was made waits to be continued or deleted. */
    kept: z.boolean().optional(),
    result: z.record(z.string(), z.unknown()).optional(),
  }),
  z.object({ ...base, type: z.literal('vm-observed'), vm: ObservedVm }),
  z.object({ ...base, type: z.literal('vm-gone'), vmId: z.uuid() }),
  z.object({
    ...base,
    type: z.literal('facts-changed'),
    drivers: z.array(DriverFacts).max(8),
    images: z.array(HostImage).max(1000),
    capacity: HostCapacity,
  }),
]);
export type HostEvent = z.infer<typeof HostEvent>;
export type HostEventBody = HostEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'seq' | 'at'>
    : never
  : never;

/**
 * Opening the event stream acknowledges everything up to `afterSeq`. While it is open, later
 * acknowledgements travel as JSON lines `{ "ackSeq": n }` in the request's body.
 */
export const EventsRequest = z.object({ afterSeq: z.number().int().min(0) });
export const EventsAck = z.object({ ackSeq: z.number().int().min(0) });

/** Volatile, every few seconds per VM. */
export const VmTelemetry = z.object({
  vmId: z.uuid(),
  heartbeat: GuestHeartbeat,
  channelRttMs: z.number().min(0).nullable(),
});
export type VmTelemetry = z.infer<typeof VmTelemetry>;

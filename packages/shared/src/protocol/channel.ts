/**
 * Messages of the channel (host agent ↔ guest agent). The guest serves HTTP/2; the host, and through it the
 * control plane, calls. Paths are in `channelPaths`. Everything that a guest says is hostile input: every
 * text and list has a bound.
 */
import { z } from 'zod';
import { WireError } from '../errors/wire-error.ts';
import { ProtocolVersion } from './version.ts';

export const channelPaths = {
  hello: '/v1/hello',
  heartbeat: '/v1/heartbeat',
  exec: '/v1/exec',
  shells: '/v1/shells',
  shellAttach: '/v1/shells/attach',
  shellKill: '/v1/shells/kill',
  cloudInit: '/v1/cloud-init',
  appliedDocuments: '/v1/cloud-init/documents',
  keepIdentity: '/v1/identity/keep',
  power: '/v1/power',
} as const;
export type ChannelPath = (typeof channelPaths)[keyof typeof channelPaths];

/** Where the agent listens on vsock; on Hyper-V the service 00001388-facb-11e6-bd58-64006a7986d3 of hv_sock. */
export const channelVsockPort = 5000;

const ShortText = z.string().max(256);
const bytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What an agent can do beyond its protocol version. Unknown names are ignored. */
export const GuestCapability = z.enum([
  'exec',
  'shell',
  'keep-identity',
  'cloud-init',
  'power',
  'applied-documents',
]);

/** POST hello: the host says its version, the guest answers with its own. */
export const GuestHelloRequest = z.object({ version: ProtocolVersion });
export type GuestHelloRequest = z.infer<typeof GuestHelloRequest>;
export const GuestHello = z.object({
  version: ProtocolVersion,
  agentVersion: ShortText,
  capabilities: z.array(ShortText).max(64),
  os: z.object({ id: ShortText, name: ShortText, version: ShortText, kernel: ShortText, arch: ShortText }),
  hostname: ShortText,
  bootId: ShortText,
  /** Seconds since the guest's kernel (sandbox: its first process) started. */
  uptimeSeconds: z.number().min(0),
});
export type GuestHello = z.infer<typeof GuestHello>;

export const CloudInitStatus = z.object({
  /** `absent`: no cloud-init in this guest. `disabled`: it is there and will not run. */
  state: z.enum(['absent', 'disabled', 'not-started', 'running', 'done', 'error']),
  /** Stage names as cloud-init gives them: init-local, init, modules-config, modules-final. */
  stages: z
    .array(
      z.object({
        name: ShortText,
        startedAt: z.number().nullable(),
        endedAt: z.number().nullable(),
        errors: z.array(z.string().max(4096)).max(32),
      }),
    )
    .max(16),
  /** cloud-init's own words when something failed. */
  errors: z.array(z.string().max(4096)).max(64),
  /** The last that its modules and the seed's commands printed; only when something failed. */
  outputTail: z.string().max(8192).optional(),
  instanceId: ShortText.nullable(),
  datasource: ShortText.nullable(),
  /** `simulated` says that the sandbox's applier wrote this, not cloud-init. */
  simulated: z.boolean(),
});
export type CloudInitStatus = z.infer<typeof CloudInitStatus>;

/** Seeds are small; a document that is larger in the guest is not what was given to it. */
export const appliedDocumentLimitBytes = 256 * 1024;
/** `text` is null for a document that is too large to be told. */
const AppliedDocument = z.object({
  sizeBytes: bytes,
  text: z.string().max(appliedDocumentLimitBytes).nullable(),
});
/**
 * GET cloud-init/documents (capability `applied-documents`): the documents as the guest keeps them from its
 * first boot, with the secrets in them. A document that it does not keep is absent: cloud-init keeps user-data
 * and vendor-data, the sandbox's applier user-data and meta-data.
 */
export const AppliedDocuments = z.object({
  metaData: AppliedDocument.optional(),
  userData: AppliedDocument.optional(),
  networkConfig: AppliedDocument.optional(),
  vendorData: AppliedDocument.optional(),
});
export type AppliedDocuments = z.infer<typeof AppliedDocuments>;

export const NetworkInterface = z.object({
  name: z.string().max(64),
  mac: z.string().max(64),
  isUp: z.boolean(),
  addresses: z.array(z.string().max(64)).max(64),
  rxBytes: bytes,
  txBytes: bytes,
});
export type NetworkInterface = z.infer<typeof NetworkInterface>;

/** GET heartbeat: one JSON line at once and then every `heartbeatIntervalMs`, for as long as the stream is open. */
export const heartbeatIntervalMs = 2_000;
export const GuestHeartbeat = z.object({
  bootId: ShortText,
  uptimeSeconds: z.number().min(0),
  load: z.tuple([z.number(), z.number(), z.number()]),
  cpuCount: z.number().int().min(1).max(4096),
  /** Share of all CPUs in use since the previous heartbeat, 0 to 1; null on the first. */
  cpuUsage: z.number().min(0).max(1).nullable(),
  memory: z.object({ totalBytes: bytes, availableBytes: bytes }),
  disks: z.array(z.object({ mount: ShortText, totalBytes: bytes, freeBytes: bytes })).max(32),
  interfaces: z.array(NetworkInterface).max(32),
  /** Whether a default route exists over an interface that is up; null where there is no interface but loopback. */
  hasDefaultRoute: z.boolean().nullable(),
  cloudInit: CloudInitStatus,
  shells: z.number().int().min(0).max(1024),
});
export type GuestHeartbeat = z.infer<typeof GuestHeartbeat>;

export const Signal = z.enum([
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGKILL',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGCONT',
  'SIGSTOP',
  'SIGTSTP',
  'SIGWINCH',
]);
export type Signal = z.infer<typeof Signal>;

const argvLimitBytes = 128 * 1024;
const Argv = z
  .array(z.string())
  .min(1)
  .max(4096)
  .refine((argv) => argv.join('').length <= argvLimitBytes, 'The arguments have at most 128 KiB.');
const Environment = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(65_536));

/**
 * POST exec. Frames to the guest: start (this, JSON), stdin…, stdinEnd, signal (`{ signal }`).
 * Frames from the guest: started (`{ pid }`), stdout…, stderr…, end (ExecEnd). No `end` frame, no success.
 */
export const ExecRequest = z.object({
  /** Program and arguments; no shell is involved. The program is looked up in the environment's PATH. */
  argv: Argv,
  env: Environment.default({}),
  /** Absolute; default: the user's home directory. */
  cwd: z.string().max(4096).optional(),
  /** Account name inside the guest, with all its groups. Default: the agent's own (root). */
  user: z.string().max(64).optional(),
  /** The program is terminated (SIGTERM, then SIGKILL after 5 s) when it runs longer. Default: no limit. */
  timeoutMs: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 3600 * 1000)
    .optional(),
});
export type ExecRequest = z.infer<typeof ExecRequest>;

/** The terminal record. `cause` is the first reason: a timeout that killed the program stays a timeout. */
export const ExecEnd = z.object({
  cause: z.enum(['exited', 'signalled', 'timed-out', 'cancelled', 'not-started']),
  exitCode: z.number().int().nullable(),
  signal: z.string().max(32).nullable(),
  error: WireError.optional(),
});
export type ExecEnd = z.infer<typeof ExecEnd>;

export const SignalFrame = z.object({ signal: Signal });
export const StartedFrame = z.object({ pid: z.number().int().positive() });

export const TerminalSize = z.object({
  columns: z.number().int().min(1).max(1000),
  rows: z.number().int().min(1).max(1000),
});
export type TerminalSize = z.infer<typeof TerminalSize>;

/** POST shells: makes a shell session that lives in the guest until its program ends or it is killed. */
export const ShellCreate = z.object({
  /** Chosen by the caller (UUID), so that a repeated request finds the session it made. */
  shellId: z.uuid(),
  size: TerminalSize,
  user: z.string().max(64).optional(),
  /** Default: the user's login shell. */
  argv: Argv.optional(),
  cwd: z.string().max(4096).optional(),
  env: Environment.default({}),
  /** Shown in lists; default: the program's name. */
  title: z.string().max(120).optional(),
});
export type ShellCreate = z.infer<typeof ShellCreate>;

export const ShellInfo = z.object({
  shellId: z.uuid(),
  title: z.string().max(120),
  user: z.string().max(64),
  pid: z.number().int(),
  createdAt: z.number(),
  size: TerminalSize,
  viewers: z.number().int().min(0),
  /** First byte still kept and next byte to come. */
  keptFrom: bytes,
  writtenTo: bytes,
  ended: ExecEnd.nullable(),
});
export type ShellInfo = z.infer<typeof ShellInfo>;
export const ShellList = z.object({ shells: z.array(ShellInfo).max(256) });

/** Bytes of output that a session keeps for viewers that come later. */
export const shellRingBytes = 4 * 1024 * 1024;

/**
 * POST shells/attach. Frames to the guest: start (this), stdin…, resize (TerminalSize), ack (`{ offset }`).
 * Frames from the guest: attached (ShellAttached), stdout…, live (`{ offset }`, replay has ended),
 * gap (`{ from, to }`, output that is no longer kept), resized (TerminalSize), viewers (`{ count }`),
 * end (ExecEnd) when the program ended and all its output was sent.
 */
export const ShellAttach = z.object({
  shellId: z.uuid(),
  /** Next byte wanted; null: replay from a safe point (a line's beginning) of what is kept. */
  fromOffset: bytes.nullable(),
  size: TerminalSize.optional(),
  /** A reader's frames but ack are refused. */
  mode: z.enum(['write', 'read']).default('write'),
});
export type ShellAttach = z.infer<typeof ShellAttach>;
export const ShellAttached = z.object({
  shell: ShellInfo,
  /** Offset of the first stdout byte that follows. */
  replayFrom: bytes,
  /** Replay ends here; terminal replies to bytes before it must be discarded by the viewer. */
  liveAt: bytes,
  /** Whether output before `replayFrom` that the viewer asked for is no longer kept. */
  hasGap: z.boolean(),
});
export type ShellAttached = z.infer<typeof ShellAttached>;
export const OffsetFrame = z.object({ offset: bytes });
export const GapFrame = z.object({ from: bytes, to: bytes });
export const ViewersFrame = z.object({ count: z.number().int().min(0) });
export const ShellKill = z.object({ shellId: z.uuid(), signal: Signal.default('SIGHUP') });

/** POST identity/keep: DESIGN §4 step 8. Idempotent. */
export const KeepIdentity = z.object({ instanceId: ShortText });
export const KeepIdentityResult = z.object({ kept: z.array(z.string().max(4096)).max(64) });

/** POST power: the guest begins to shut down or reboot after it has answered. */
export const PowerRequest = z.object({ action: z.enum(['shutdown', 'reboot']) });
export const Empty = z.object({});

/** The only reader of the environment. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { type LocalProtocolSetting, localProtocolOf } from './local/local-setting.ts';
import { readPlaces } from './storage/read-places.ts';

const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'This is not JSON.' });
    return z.NEVER;
  }
});

const Environment = z.object({
  /** Durable state: identity, journal, outbox, seeds, VMs. Default /var/lib/busbar-host; see `defaultsFor`. */
  BUSBAR_HOST_STATE: z.string().min(1).optional(),
  /** Sockets; a short path, best on a tmpfs. Default /run/busbar-host. */
  BUSBAR_RUNTIME: z.string().min(1).optional(),
  /** The guest agent's single executable, for Linux guests. Default: busbar-guest in the state folder. */
  BUSBAR_GUEST_EXECUTABLE: z.string().min(1).optional(),
  /** The guest agent for Windows guests: a folder as in the release for Windows hosts, guest/win-x64. Default: none; there, that one. */
  BUSBAR_WINDOWS_GUEST: z.string().min(1).optional(),
  /** Base disks. Default: images in the state folder. */
  BUSBAR_IMAGES: z.string().min(1).optional(),
  /** `allow`: images may be fetched from this machine itself, where otherwise only the host's own services listen. */
  BUSBAR_IMAGE_LOOPBACK: z.enum(['allow', 'refuse']).default('refuse'),
  /** Further places for backups: `nas=/mnt/nas/busbar;usb=/mnt/usb/busbar`. Default: none but the state folder's. */
  BUSBAR_BACKUP_FOLDERS: z.string().optional(),
  /** Further places for files of VMs: `fast=D:\\VMs;big=E:\\VMs`. Default: none but the state folder's. */
  BUSBAR_VM_FOLDERS: z.string().optional(),
  BUSBAR_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** A simulated Hyper-V: a JSON array, the program that stands in for powershell.exe and its arguments. */
  BUSBAR_HYPERV_HOST_COMMAND: z.string().min(1).pipe(jsonText).pipe(z.array(z.string()).min(1)).optional(),
  /** The folder in which that simulator keeps its host's guests; their channels are in it. */
  BUSBAR_HYPERV_CHANNELS: z.string().min(1).optional(),
  /**
   * Where the local protocol is served: the path of a socket (on Windows of a pipe), or `none`. Default:
   * local/vmgenie.sock in the runtime folder, on Windows `\\.\pipe\vmgenie`.
   */
  BUSBAR_LOCAL_SOCKET: z.string().min(1).optional(),
  /** Name or number of a group whose members may use the local protocol as root may; not for Windows. Default: none. */
  BUSBAR_LOCAL_GROUP: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}$/, 'This is neither a name nor a number of a group.')
    .optional(),
  /** Jobs that run at the same time. */
  BUSBAR_JOB_LIMIT: z.coerce.number().int().min(1).max(64).default(4),
  /**
   * For crash tests only: `<step>:before`, `<step>:after`, `undo-<step>:before`, … at which this process
   * kills itself with SIGKILL. See `crashing-checkpoint.ts`.
   */
  BUSBAR_TEST_CRASH: z.string().optional(),
});

/** A simulated Hyper-V: what stands in for powershell.exe, and the folder with its guests' channels. */
export type SimulatedHyperv = { readonly command: readonly string[]; readonly channelsFolder: string };

export type AgentEnvironment = {
  readonly stateFolder: string;
  readonly runtimeFolder: string;
  readonly guestExecutable: string;
  /** Null: this host gives agents to Linux guests only. */
  readonly windowsGuestFolder: string | null;
  readonly imagesFolder: string;
  readonly isImageLoopbackAllowed: boolean;
  /** Paths by name, beside the one in the state folder. */
  readonly backupFolders: ReadonlyMap<string, string>;
  /** Likewise, for files of VMs. */
  readonly vmFolders: ReadonlyMap<string, string>;
  /** Null: only what this machine itself has. */
  readonly simulatedHyperv: SimulatedHyperv | null;
  /** Null: the local protocol is not served. */
  readonly localProtocol: LocalProtocolSetting | null;
  readonly logLevel: z.infer<typeof Environment>['BUSBAR_LOG_LEVEL'];
  readonly jobLimit: number;
  readonly testCrash: string | null;
};

/** The folders of an installation. */
function defaultsFor(platform: NodeJS.Platform) {
  if (platform === 'win32') return windowsFolders();
  const stateFolder = '/var/lib/busbar-host';
  return {
    stateFolder,
    runtimeFolder: '/run/busbar-host',
    guestExecutable: null,
    windowsGuest: null,
    settingsFile: null,
  };
}

/** The installer closes them to all but administrators. */
export function windowsFolders() {
  const folder = join(process.env.ProgramData ?? 'C:\\ProgramData', 'Busbar');
  return {
    stateFolder: join(folder, 'host'),
    runtimeFolder: join(folder, 'host', 'runtime'),
    guestExecutable: join(dirname(process.execPath), 'guest', 'linux-x64', 'busbar-guest'),
    windowsGuest: join(dirname(process.execPath), 'guest', 'win-x64'),
    settingsFile: join(folder, 'host.env'),
    logFile: join(folder, 'logs', 'host-agent.log'),
  };
}

/** @throws `invalid-input` naming the variable. */
export function readEnvironment(platform: NodeJS.Platform = process.platform): AgentEnvironment {
  const defaults = defaultsFor(platform);
  // What systemd reads for the unit: the service and a person at a console then have the same settings.
  if (defaults.settingsFile !== null && existsSync(defaults.settingsFile)) {
    process.loadEnvFile(defaults.settingsFile);
  }
  const parsed = Environment.safeParse(process.env);
  if (!parsed.success) throw new AppError('invalid-input', z.prettifyError(parsed.error));
  const env = parsed.data;
  const stateFolder = env.BUSBAR_HOST_STATE ?? defaults.stateFolder;
  return {
    stateFolder,
    runtimeFolder: env.BUSBAR_RUNTIME ?? defaults.runtimeFolder,
    guestExecutable:
      env.BUSBAR_GUEST_EXECUTABLE ?? defaults.guestExecutable ?? join(stateFolder, 'busbar-guest'),
    windowsGuestFolder: env.BUSBAR_WINDOWS_GUEST ?? defaults.windowsGuest,
    imagesFolder: env.BUSBAR_IMAGES ?? join(stateFolder, 'images'),
    isImageLoopbackAllowed: env.BUSBAR_IMAGE_LOOPBACK === 'allow',
    backupFolders: readPlaces({
      variable: 'BUSBAR_BACKUP_FOLDERS',
      text: env.BUSBAR_BACKUP_FOLDERS,
      platform,
    }),
    vmFolders: readPlaces({ variable: 'BUSBAR_VM_FOLDERS', text: env.BUSBAR_VM_FOLDERS, platform }),
    simulatedHyperv: simulatedHypervOf(env),
    localProtocol: localProtocolOf({
      socket: env.BUSBAR_LOCAL_SOCKET,
      group: env.BUSBAR_LOCAL_GROUP,
      runtimeFolder: env.BUSBAR_RUNTIME ?? defaults.runtimeFolder,
      platform,
    }),
    logLevel: env.BUSBAR_LOG_LEVEL,
    jobLimit: env.BUSBAR_JOB_LIMIT,
    testCrash: env.BUSBAR_TEST_CRASH ?? null,
  };
}

function simulatedHypervOf(env: z.infer<typeof Environment>): SimulatedHyperv | null {
  const { BUSBAR_HYPERV_HOST_COMMAND: command, BUSBAR_HYPERV_CHANNELS: channelsFolder } = env;
  if (command === undefined && channelsFolder === undefined) return null;
  if (command !== undefined && channelsFolder !== undefined) return { command, channelsFolder };
  throw new AppError(
    'invalid-input',
    'BUSBAR_HYPERV_HOST_COMMAND and BUSBAR_HYPERV_CHANNELS belong together: give both or neither.',
  );
}

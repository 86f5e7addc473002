/** Composition root of the host agent: from its state to a served link, until it is told to stop. */
import { mkdir, statfs } from 'node:fs/promises';
import { hostname, release, type } from 'node:os';
import { join } from 'node:path';
import { publicKeyOf } from '@busbar/shared/identity/keys';
import { open as unseal } from '@busbar/shared/identity/seal';
import { jobKinds } from '@busbar/shared/jobs/catalog';
import { lockState } from './agent-lock.ts';
import { makeBackupStore } from './backups/make-backup-store.ts';
import { BootFactors } from './boot-factors.ts';
import { crashingCheckpoint } from './crashing-checkpoint.ts';
import type { AgentEnvironment } from './environment.ts';
import { ExportStore } from './exports/export-store.ts';
import { HostFacts } from './host-facts.ts';
import { createDrivers } from './hypervisor/create-drivers.ts';
import type { HypervisorDriver } from './hypervisor/driver.ts';
import { removePartialImages } from './images/image-folder.ts';
import { ReplicaDesk } from './images/replicas/replica-desk.ts';
import { DiskFolder } from './images/sources/disk-folder.ts';
import { IsoFolder } from './isos/iso-folder.ts';
import type { JobServices } from './jobs/handlers/services.ts';
import { jobHandlers } from './jobs/handlers/table.ts';
import { Journal } from './jobs/journal.ts';
import { Outbox } from './jobs/outbox.ts';
import { Reservations } from './jobs/reservations.ts';
import { JobRunner } from './jobs/runner.ts';
import type { HostIdentity } from './link/identity-file.ts';
import { keepLinked, type LinkState } from './link/link.ts';
import type { LocalServer } from './local/local-server.ts';
import { startLocalProtocol } from './local/start-local-protocol.ts';
import type { Log } from './log.ts';
import { type AgentStatus, writeStatus } from './status-file.ts';
import { type StopMode, stopVms } from './stop-vms.ts';
import { ToolsDisc } from './tools/tools-disc.ts';
import { validateUserData } from './tools/validate-user-data.ts';
import { agentVersion } from './version.ts';
import { Fleet } from './vms/fleet.ts';
import { removeTrials } from './vms/remove-trials.ts';

export type RunAgentOptions = {
  readonly environment: AgentEnvironment;
  readonly identity: HostIdentity;
  readonly log: Log;
  /** Default: the hypervisors of this platform. */
  readonly drivers?: readonly HypervisorDriver[];
  /** Told once, when the link is up for the first time. */
  readonly onReady: () => void;
  readonly onRemainingVms: (count: number) => void;
  /** Resolves with how to stop. */
  readonly stopRequested: Promise<StopMode>;
  /** Aborted when VMs that are shutting down are to be powered off instead. */
  readonly powerOffNow: AbortSignal;
};

const undoDeadlineMs = 120_000;

export async function runAgent(options: RunAgentOptions): Promise<void> {
  const { environment, identity, log } = options;
  const { stateFolder } = environment;
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  await mkdir(environment.runtimeFolder, { recursive: true, mode: 0o700 });
  const unlock = await lockState(join(stateFolder, 'agent.lock'));

  const nowMs = Date.now;
  const outbox = await Outbox.open({ folder: join(stateFolder, 'outbox'), nowMs, log });
  const journal = await Journal.open({ folder: join(stateFolder, 'jobs'), nowMs, log });
  const drivers = options.drivers ?? (await createDrivers(environment));
  const report = outbox.add.bind(outbox);
  const fleet = new Fleet({ drivers, log, random: Math.random, report });
  const exports = new ExportStore(join(stateFolder, 'exports'));
  const backups = makeBackupStore(environment);
  const facts = await HostFacts.look({ drivers, stateFolder, report, log });
  const isos = new IsoFolder(stateFolder);
  await isos.make();
  const diskFiles = new DiskFolder(stateFolder);
  await diskFiles.make();
  const stopping = new AbortController();
  const bootFactors = new BootFactors(log);
  const measured = bootFactors.measure(drivers, stopping.signal);
  const replicas = new ReplicaDesk();
  const runner = new JobRunner<JobServices>({
    journal,
    outbox,
    log,
    nowMs,
    jobLimit: environment.jobLimit,
    handlers: jobHandlers,
    services: jobServices(environment, {
      ...{ fleet, exports, backups, replicas, facts, isos, diskFiles, bootFactors },
    }),
    unseal: (sealed, jobId) => unseal(identity.sealingKey, sealed, jobId).toString('utf8'),
    checkpoint: crashingCheckpoint(environment.testCrash),
    undoDeadlineMs,
    resultOf: (outputs) => outputs.get('verify') ?? outputs.get('delete'),
  });
  await fleet.start();
  const isAtWork = (jobId: string): boolean => journal.find(jobId)?.history.end === null;
  await exports.removePartials(isAtWork).catch((error: unknown) => {
    log.warn({ err: error }, 'what is left of former exports could not be removed');
  });
  await backups.removePartials(isAtWork).catch((error: unknown) => {
    log.warn({ err: error }, 'what is left of former backups could not be removed');
  });
  await removeTrials(fleet, isAtWork, stopping.signal).catch((error: unknown) => {
    log.warn({ err: error }, 'VMs that were left on trial could not be removed');
  });
  await removePartialImages(environment.imagesFolder, isAtWork).catch((error: unknown) => {
    log.warn({ err: error }, 'what is left of former imports of images could not be removed');
  });
  await runner.resume();

  const local = await serveLocally(options, { fleet, runner, facts, isos, exports, diskFiles });

  const unlink = new AbortController();
  const status = statusWriter(options);
  const linked = keepLinked(
    {
      identity,
      log,
      nowMs,
      random: Math.random,
      onState: status.tell,
      routes: {
        outbox,
        runner,
        fleet,
        exports,
        backups,
        guests: fleet.guests,
        telemetry: fleet,
        isos,
        diskFiles,
        replicas,
        nowMs,
        describeHost: () => describeHost(environment, identity, facts),
      },
    },
    unlink.signal,
  );

  const mode = await options.stopRequested;
  log.info({ mode }, 'stopping');
  stopping.abort();
  await measured;
  await local?.close();
  await runner.close();
  if (mode !== 'leave-vms') {
    const powerOffNow = mode === 'power-off-vms' ? AbortSignal.abort() : options.powerOffNow;
    await stopVms({ fleet, log, powerOffNow, onRemaining: options.onRemainingVms });
  }
  unlink.abort();
  await linked;
  await status.written();
  facts.close();
  await fleet.close();
  await outbox.close();
  await journal.close();
  await unlock();
}

type Local = {
  readonly fleet: Fleet;
  readonly runner: JobRunner<JobServices>;
  readonly facts: HostFacts;
  readonly isos: IsoFolder;
  readonly exports: ExportStore;
  readonly diskFiles: DiskFolder;
};

/** An agent whose local protocol cannot be served as it must be works on without it. */
async function serveLocally(
  { environment, log }: RunAgentOptions,
  { facts, isos, ...parts }: Local,
): Promise<LocalServer | null> {
  const { localProtocol, stateFolder } = environment;
  if (localProtocol === null) return null;
  const factsOf: JobServices['factsOf'] = (name) => facts.ofDriver(name);
  try {
    return await startLocalProtocol({
      ...localProtocol,
      stateFolder,
      ...parts,
      isosFolder: isos.path,
      imageSources: imageSourcesOf(environment),
      factsOf,
      log: log.child({ part: 'local' }),
      nowMs: Date.now,
    });
  } catch (error) {
    log.error({ err: error, path: localProtocol.path }, 'the local protocol is not served');
    return null;
  }
}

const imageSourcesOf = (environment: AgentEnvironment) => ({
  isLoopbackAllowed: environment.isImageLoopbackAllowed,
});

type Parts = Pick<JobServices, 'fleet' | 'exports' | 'backups' | 'replicas'> & {
  readonly facts: HostFacts;
  readonly isos: IsoFolder;
  readonly diskFiles: DiskFolder;
  readonly bootFactors: BootFactors;
};

function jobServices(environment: AgentEnvironment, { facts, bootFactors, ...parts }: Parts): JobServices {
  const { stateFolder, guestExecutable, windowsGuestFolder } = environment;
  // The guests' systems, not this machine's.
  const platform = `linux-${process.arch}`;
  const folder = join(stateFolder, 'tools');
  const tools = new ToolsDisc({ folder, guestExecutable, platform, windowsGuestFolder });
  return {
    ...parts,
    reservations: new Reservations(),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(stateFolder);
      return bavail * bsize;
    },
    seedsFolder: join(stateFolder, 'seeds'),
    imageSources: imageSourcesOf(environment),
    imagesChanged: () => facts.lookNow(),
    checkpoint: crashingCheckpoint(environment.testCrash),
    toolsDisc: (signal) => tools.path(signal),
    factsOf: (name) => facts.ofDriver(name),
    scaledMs: (driver, ms) => bootFactors.scaled(driver, ms),
    validateUserData,
  };
}

function describeHost({ jobLimit }: AgentEnvironment, identity: HostIdentity, facts: HostFacts) {
  return {
    agentVersion,
    hostname: hostname().slice(0, 256),
    os: `${type()} ${release()}`.slice(0, 256),
    ...facts.current,
    jobLimit,
    sealingKey: publicKeyOf(identity.sealingKey),
    jobKinds: [...jobKinds],
    capabilities: [],
  };
}

type StatusWriter = { readonly tell: (link: LinkState) => void; readonly written: () => Promise<void> };

function statusWriter({ environment, identity, log, onReady }: RunAgentOptions): StatusWriter {
  const path = join(environment.stateFolder, 'status.json');
  const { hostId, controlUrl } = identity;
  let isReady = false;
  let written = Promise.resolve();
  const tell = (link: LinkState): void => {
    const status: AgentStatus = { pid: process.pid, version: agentVersion, hostId, controlUrl, link };
    const write = (): Promise<void> => writeStatus(path, status);
    written = written.then(write).catch((error: unknown) => log.warn({ err: error }, 'no status written'));
    if (link.state !== 'up' || isReady) return;
    isReady = true;
    onReady();
  };
  return { tell, written: () => written };
}

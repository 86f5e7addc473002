/** What a host agent is below its link: hypervisors, VMs and the jobs with them, opened from its state and closed again. */
import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { open as unseal } from '@busbar/shared/identity/seal';
import { lockState } from './agent-lock.ts';
import { makeBackupStore } from './backups/make-backup-store.ts';
import { BootFactors } from './boot-factors.ts';
import { controlPlaneVmOf } from './control-plane/control-plane-record.ts';
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
import type { Log } from './log.ts';
import { ToolsDisc } from './tools/tools-disc.ts';
import { validateUserData } from './tools/validate-user-data.ts';
import { Fleet } from './vms/fleet.ts';
import { removeTrials } from './vms/remove-trials.ts';

export type AgentPartsOptions = {
  readonly environment: AgentEnvironment;
  /** Null before this host is enrolled: nothing can be sealed to it. */
  readonly sealingKey: HostIdentity['sealingKey'] | null;
  readonly log: Log;
  /** Default: the hypervisors of this platform. */
  readonly drivers?: readonly HypervisorDriver[];
};

export type AgentParts = {
  readonly outbox: Outbox;
  readonly fleet: Fleet;
  readonly runner: JobRunner<JobServices>;
  readonly facts: HostFacts;
  readonly isos: IsoFolder;
  readonly exports: ExportStore;
  readonly backups: JobServices['backups'];
  readonly replicas: ReplicaDesk;
  readonly diskFiles: DiskFolder;
  readonly services: JobServices;
  /** Begins and continues no job any more; VMs are still followed. */
  readonly stopJobs: () => Promise<void>;
  /** Lets go of everything; VMs go on running. */
  readonly close: () => Promise<void>;
};

const undoDeadlineMs = 120_000;

/** @throws `conflict` when an agent has the state folder already. */
export async function openAgentParts(options: AgentPartsOptions): Promise<AgentParts> {
  const { environment, sealingKey, log } = options;
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
  const services = jobServices(environment, {
    ...{ fleet, exports, backups, replicas, facts, isos, diskFiles, bootFactors },
  });
  const runner = new JobRunner<JobServices>({
    journal,
    outbox,
    log,
    nowMs,
    jobLimit: environment.jobLimit,
    handlers: jobHandlers,
    services,
    unseal: (sealed, jobId) => {
      if (sealingKey === null) throw new AppError('precondition-failed', 'This machine is not enrolled.');
      return unseal(sealingKey, sealed, jobId).toString('utf8');
    },
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

  return {
    ...{ outbox, fleet, runner, facts, isos, exports, backups, replicas, diskFiles, services },
    stopJobs: async () => {
      stopping.abort();
      await measured;
      await runner.close();
    },
    close: async () => {
      facts.close();
      await fleet.close();
      await outbox.close();
      await journal.close();
      await unlock();
    },
  };
}

export const imageSourcesOf = (environment: AgentEnvironment) => ({
  isLoopbackAllowed: environment.isImageLoopbackAllowed,
});

type Given = Pick<JobServices, 'fleet' | 'exports' | 'backups' | 'replicas'> & {
  readonly facts: HostFacts;
  readonly isos: IsoFolder;
  readonly diskFiles: DiskFolder;
  readonly bootFactors: BootFactors;
};

function jobServices(environment: AgentEnvironment, { facts, bootFactors, ...parts }: Given): JobServices {
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
    controlPlaneVm: () => controlPlaneVmOf(stateFolder),
    checkpoint: crashingCheckpoint(environment.testCrash),
    toolsDisc: (signal) => tools.path(signal),
    factsOf: (name) => facts.ofDriver(name),
    scaledMs: (driver, ms) => bootFactors.scaled(driver, ms),
    validateUserData,
  };
}

/** Everything below the link, put together as the agent does it, on the test hypervisor. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudInitStatus } from '@busbar/shared/protocol/channel';
import type { JobDocument } from '@busbar/shared/protocol/link';
import type { BackupStore } from '../backups/backup-store.ts';
import { makeBackupStore } from '../backups/make-backup-store.ts';
import { controlPlaneVmOf } from '../control-plane/control-plane-record.ts';
import { ExportStore } from '../exports/export-store.ts';
import type { HypervisorDriver } from '../hypervisor/driver.ts';
import { ReplicaDesk } from '../images/replicas/replica-desk.ts';
import { DiskFolder } from '../images/sources/disk-folder.ts';
import { IsoFolder } from '../isos/iso-folder.ts';
import type { JobServices } from '../jobs/handlers/services.ts';
import { jobHandlers } from '../jobs/handlers/table.ts';
import { Journal } from '../jobs/journal.ts';
import { Outbox } from '../jobs/outbox.ts';
import { Reservations } from '../jobs/reservations.ts';
import { JobRunner } from '../jobs/runner.ts';
import { Fleet } from '../vms/fleet.ts';
import { MemoryDriver, type MemoryDriverOptions } from './memory-driver.ts';
import { silentLog } from './silent-log.ts';
import { type JobEnded, untilEnded } from './until-ended.ts';

export type JobBenchOptions = {
  readonly folder: string;
  readonly checkpoint?: (name: string) => void;
  readonly cloudInit?: (vmId: string) => CloudInitStatus;
  readonly image?: MemoryDriverOptions['image'];
  readonly freeBytes?: number;
  /** Paths by name. Default: only the host's own. */
  readonly backupFolders?: ReadonlyMap<string, string>;
  /** Default: 4. */
  readonly jobLimit?: number;
  readonly secrets?: Record<string, string>;
};

export type AgentBench = {
  readonly runner: JobRunner<JobServices>;
  readonly outbox: Outbox;
  readonly fleet: Fleet;
  readonly exports: ExportStore;
  readonly backups: BackupStore;
  readonly replicas: ReplicaDesk;
  readonly factsOf: JobServices['factsOf'];
  readonly untilEnded: (jobId: string, deadlineMs?: number) => Promise<JobEnded>;
  /** Accepts the job and waits for its end. */
  readonly run: (document: JobDocument) => Promise<JobEnded>;
  readonly close: () => Promise<void>;
};

export type JobBench = AgentBench & { readonly driver: MemoryDriver };

export async function openJobBench(options: JobBenchOptions): Promise<JobBench> {
  const { folder, cloudInit, image, checkpoint } = options;
  await mkdir(folder, { recursive: true });
  const driver = new MemoryDriver({
    folder,
    ...(cloudInit === undefined ? {} : { cloudInit }),
    ...(image === undefined ? {} : { image }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
  });
  return { driver, ...(await openAgentBench(options, driver)) };
}

/** The same on any hypervisor. */
export async function openAgentBench(
  options: JobBenchOptions,
  driver: HypervisorDriver,
): Promise<AgentBench> {
  const { folder } = options;
  const log = silentLog();
  await mkdir(folder, { recursive: true });
  const outbox = await Outbox.open({ folder: join(folder, 'outbox'), nowMs: Date.now, log });
  const journal = await Journal.open({ folder: join(folder, 'jobs'), nowMs: Date.now, log });
  const fleet = new Fleet({ drivers: [driver], log, random: () => 0, report: (event) => outbox.add(event) });
  const facts = await driver.facts(AbortSignal.timeout(30_000));
  const exports = new ExportStore(join(folder, 'exports'));
  const freeBytes = async (): Promise<number> => options.freeBytes ?? 2 ** 40;
  const { backupFolders = new Map() } = options;
  const backups = makeBackupStore({ stateFolder: folder, backupFolders, freeBytes });
  const services: JobServices = {
    fleet,
    exports,
    backups,
    reservations: new Reservations(),
    freeBytes,
    seedsFolder: join(folder, 'seeds'),
    isos: new IsoFolder(folder),
    diskFiles: new DiskFolder(folder),
    replicas: new ReplicaDesk(),
    imageSources: { isLoopbackAllowed: true },
    imagesChanged: async () => undefined,
    controlPlaneVm: () => controlPlaneVmOf(folder),
    checkpoint: options.checkpoint ?? (() => undefined),
    toolsDisc: async () => join(folder, 'tools.iso'),
    factsOf: () => facts,
    scaledMs: (_driver, ms) => ms,
    validateUserData: async () => [],
  };
  const runner = new JobRunner<JobServices>({
    journal,
    outbox,
    log,
    services,
    handlers: jobHandlers,
    jobLimit: options.jobLimit ?? 4,
    unseal: () => JSON.stringify(options.secrets ?? {}),
    nowMs: Date.now,
    checkpoint: options.checkpoint ?? (() => undefined),
    undoDeadlineMs: 10_000,
    resultOf: (outputs) => outputs.get('verify') ?? outputs.get('delete'),
  });
  await fleet.start();
  await runner.resume();
  return {
    runner,
    outbox,
    fleet,
    exports,
    backups,
    replicas: services.replicas,
    factsOf: services.factsOf,
    untilEnded: (jobId, deadlineMs) => untilEnded(outbox, jobId, deadlineMs),
    run: async (document) => {
      const { jobId } = await runner.accept(document);
      return untilEnded(outbox, jobId);
    },
    close: async () => {
      await runner.close();
      await fleet.close();
      await outbox.close();
      await journal.close();
    },
  };
}

export const benchVmId = '018f0000-0000-7000-8000-00000000a001';
export const benchJobId = '018f0000-0000-7000-8000-00000000b001';

export const provisionJob = (more: Partial<JobDocument> = {}, name = 'web-1'): JobDocument => ({
  jobId: benchJobId,
  attempt: 1,
  kind: 'vm.provision',
  vmId: benchVmId,
  document: {
    vmId: benchVmId,
    name,
    driver: 'sandbox',
    image: 'test',
    cpuCount: 1,
    memoryBytes: 2 ** 28,
    diskBytes: 2 ** 30,
    network: 'none',
    template: {
      metaData: 'instance-id: {{ INSTANCE }}\nlocal-hostname: {{ HOSTNAME }}\n',
      userData: '#cloud-config\nruncmd:\n  - [echo, "{{ GREETING }}"]\n',
    },
    variables: { INSTANCE: benchVmId, HOSTNAME: name, GREETING: 'hello' },
  },
  secrets: null,
  timeoutMs: 60_000,
  ...more,
});

/** For tests of many jobs; none of the ids above. */
export const benchJobIdOf = (number: number): string =>
  `018f0000-0000-7000-8000-0000000${String(10_000 + number)}`;

/** Of the provisioned VM. */
export const jobOnVm = (kind: string, document: object, jobId = benchNextJobId): JobDocument => ({
  jobId,
  attempt: 1,
  kind,
  vmId: benchVmId,
  document: { vmId: benchVmId, ...document },
  secrets: null,
  timeoutMs: 60_000,
});

/** Of the host itself. */
export const jobOnHost = (kind: string, document: object, jobId = benchNextJobId): JobDocument => ({
  ...jobOnVm(kind, {}, jobId),
  vmId: null,
  document,
});

/** Keeps what it made when it fails. */
export const keptJob = (): JobDocument => provisionJob({ onFailure: 'keep' });

export const benchNextJobId = '018f0000-0000-7000-8000-00000000b002';
/** Goes on with `keptJob`, as the control plane asks for it. */
export const continuingJob = (more: Partial<JobDocument> = {}): JobDocument =>
  provisionJob({ jobId: benchNextJobId, onFailure: 'keep', continues: benchJobId, ...more });

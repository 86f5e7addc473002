/** Puts the local protocol together: what its commands act on, who may use it, and its socket or pipe. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@busbar/shared/domain/ids';
import { setPipeAccess } from '@busbar/shared/native/pipe-access';
import type { DriverFacts, DriverName } from '@busbar/shared/protocol/host-facts';
import type { ExportStore } from '../exports/export-store.ts';
import type { DiskFolder } from '../images/sources/disk-folder.ts';
import type { AddressPolicy } from '../images/sources/source-address.ts';
import type { JobServices } from '../jobs/handlers/services.ts';
import type { JobRunner } from '../jobs/runner.ts';
import type { Log } from '../log.ts';
import type { Fleet } from '../vms/fleet.ts';
import type { AccessGuard } from './access/access-guard.ts';
import { groupIdOf } from './access/group-id.ts';
import { PipeGuard } from './access/pipe-guard.ts';
import { UnixGuard } from './access/unix-guard.ts';
import { allCommands } from './commands/all-commands.ts';
import type { ConnectionLimits } from './connection.ts';
import { GmiPackages } from './gmi/gmi-packages.ts';
import { LocalServer } from './local-server.ts';
import type { LocalServices } from './local-services.ts';
import type { LocalRequest } from './request.ts';
import { SeedMedia } from './seeds/seed-media.ts';
import { SeedStore } from './seeds/seed-store.ts';
import { TemplateFolder } from './templates/template-folder.ts';
import { LocalJobs } from './work/local-jobs.ts';

/** Of what a log says about a request. */
const nameLimit = 64;

export type LocalProtocolOptions = {
  /** The socket's file, or the pipe's name. */
  readonly path: string;
  /** Name or number of the group whose members may connect; null for none. Not for Windows. */
  readonly group: string | null;
  readonly stateFolder: string;
  readonly isosFolder: string;
  readonly exports: ExportStore;
  readonly diskFiles: DiskFolder;
  /** Where golden images may be fetched from. */
  readonly imageSources: AddressPolicy;
  readonly fleet: Fleet;
  readonly runner: JobRunner<JobServices>;
  readonly factsOf: (driver: DriverName) => DriverFacts;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly limits?: ConnectionLimits;
};

/** @throws when the path is taken or access cannot be limited; nobody is served then. */
export async function startLocalProtocol(options: LocalProtocolOptions): Promise<LocalServer> {
  const { path, log, nowMs, limits } = options;
  const registry = allCommands();
  const services = await servicesOf(options, () => registry.list());
  const server = await LocalServer.start({
    path,
    guard: await guardOf(options),
    log,
    nowMs,
    ...(limits === undefined ? {} : { limits }),
    answer: (request, context) => {
      log.info(factsOfRequest(request, context.requestedBy), 'a local request');
      return registry.run(request, { ...context, services });
    },
  });
  log.info({ path }, 'the local protocol is served');
  return server;
}

/** Who asked for what, and of which VM: never what was typed, and no more than a name is long. */
function factsOfRequest({ command, parameters: { action, id } }: LocalRequest, requestedBy: string): object {
  const short = (value: unknown): string | undefined =>
    typeof value === 'string' ? value.slice(0, nameLimit) : undefined;
  return { command: short(command), action: short(action), id: short(id), requestedBy };
}

async function servicesOf(
  options: LocalProtocolOptions,
  commands: LocalServices['commands'],
): Promise<LocalServices> {
  const { stateFolder, isosFolder, fleet, runner, factsOf, nowMs } = options;
  const { exports, diskFiles, imageSources } = options;
  const makeId = (): string => newId({ nowMs, randomBytes });
  const cloudFolder = join(stateFolder, 'cloud');
  await mkdir(cloudFolder, { recursive: true, mode: 0o700 });
  const places = { stateFolder, discFolders: [cloudFolder, isosFolder] };
  const jobs = new LocalJobs({ runner, newId: makeId });
  return {
    fleet,
    jobs,
    seeds: new SeedStore(cloudFolder),
    media: new SeedMedia({ fleet, jobs, places }),
    templates: new TemplateFolder(stateFolder),
    exports,
    diskFiles,
    packages: new GmiPackages({ stateFolder, policy: imageSources }),
    nowMs,
    factsOf,
    newId: makeId,
    commands,
  };
}

async function guardOf({ group, log }: LocalProtocolOptions): Promise<AccessGuard> {
  if (process.platform === 'win32') return new PipeGuard({ setAccess: setPipeAccess });
  const groupId = group === null ? null : groupIdOf(group, await readFile('/etc/group', 'utf8'));
  return new UnixGuard({ groupId, log });
}

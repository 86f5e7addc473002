/**
 * Gives a host without Linux its control plane: a VM, the control plane in it from a disc, and this host enrolled there
 * (docs/adr/0036). Each step looks first whether it is done, so a run that was interrupted goes on, and a later release
 * upgrades what is there.
 */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import type { AgentParts } from '../agent-parts.ts';
import { enrolHost, identityPathOf } from '../commands/enrol.ts';
import type { AgentEnvironment } from '../environment.ts';
import { mediaOf } from '../hypervisor/media.ts';
import { waitForChannel } from '../jobs/handlers/wait-for-channel.ts';
import { readIdentity } from '../link/identity-file.ts';
import type { LocalJobs } from '../local/work/local-jobs.ts';
import { beginProvision } from '../local/work/provision.ts';
import type { Log } from '../log.ts';
import { ControlPlaneGuest, carryProgram, isPassing } from './control-plane-guest.ts';
import { type ControlPlaneRecord, readControlPlane, writeControlPlane } from './control-plane-record.ts';
import { Forward } from './forward.ts';
import { imageOfControlPlane, type WantedImage } from './image-of-control-plane.ts';
import { readBundle, removePayloadDiscs, writePayloadDisc } from './payload-disc.ts';
import { type ControlPlaneWishes, planControlPlane } from './plan-control-plane.ts';
import { isControlPlaneReady } from './probe.ts';
import { localJobsOf } from './serve-own-control-plane.ts';
import { controlPlaneVm } from './vm-documents.ts';

export type CreateControlPlane = {
  readonly environment: AgentEnvironment;
  readonly parts: AgentParts;
  readonly wishes: ControlPlaneWishes;
  readonly image: WantedImage;
  /** What the disc is made of; see `payload-disc.ts`. */
  readonly bundleFolder: string;
  /** Of this machine's loopback, for its host agent. */
  readonly port: number;
  /** How people reach it, such as https://busbar.example:7420. Default: by the VM's address. */
  readonly address: string | null;
  readonly say: (line: string) => void;
  readonly log: Log;
  readonly signal: AbortSignal;
};

export type CreatedControlPlane = {
  readonly address: string;
  /** Null once somebody has an account. */
  readonly signInLink: string | null;
  readonly hostId: string;
};

const requestedBy = 'busbar-host control-plane';
/** Under emulation its first start takes minutes. */
const healthyMs = 20 * 60_000;
const lookAgainMs = 2_000;

/** @throws AppError with what to do; what was done stays, and the next run goes on from there */
export async function createControlPlane(options: CreateControlPlane): Promise<CreatedControlPlane> {
  const { environment, parts, say, signal } = options;
  const { build, version } = await readBundle(options.bundleFolder);
  const record = await vmOf(options);
  const { vmId } = record;
  await runVm(options, record);
  const guest = new ControlPlaneGuest(parts.fleet, vmId, signal);
  await guest.requireDebian();
  const address = options.address ?? (await guest.address(record));
  const isSame = record.address === address && (await guest.installedBuild()) === build;
  if (isSame) say(`The control plane ${version} is installed.`);
  else {
    say(`Installing the control plane ${version} …`);
    await installFromDisc(options, vmId, () => guest.install(address));
  }
  await writeControlPlane(environment.stateFolder, { ...record, address });
  const forward = await Forward.listen({
    port: record.port,
    session: () => parts.fleet.guests.session(vmId),
    program: carryProgram,
    log: options.log,
  }).catch((cause: unknown) => {
    throw portTaken(record.port, cause);
  });
  try {
    say('Waiting until it is healthy …');
    await untilHealthy(options, guest, forward.port);
    const hostId = await enrolThere(options, guest, forward.port);
    return { address, signInLink: await guest.signInLink(), hostId };
  } finally {
    await forward.close();
  }
}

/** The VM of an earlier run, or a new one. */
async function vmOf(options: CreateControlPlane): Promise<ControlPlaneRecord> {
  const { environment, parts, signal, say, wishes } = options;
  const { stateFolder } = environment;
  const jobs = localJobsOf(parts);
  const known = await readControlPlane(stateFolder);
  if (known !== null) {
    // A run that was interrupted left its job, which has gone on since this one began.
    for (const { jobId } of parts.runner.unfinishedOf(known.vmId)) {
      say('Going on with what an earlier run began …');
      await jobs.untilSucceeded(jobId, signal);
    }
    if ((await parts.fleet.refresh(known.vmId)) !== null) return known;
    say(`The VM ${known.name} of an earlier run is gone; making another one.`);
  }
  if ((await readIdentity(identityPathOf(environment))) !== null) {
    throw new AppError('already-exists', 'This machine is enrolled with a control plane already.', {
      userMessage: `This machine is enrolled with a control plane already. To give it one of its own, remove ${identityPathOf(environment)} first; nothing was changed.`,
    });
  }
  const image = await imageOfControlPlane({ parts, jobs }, options.image, signal);
  const { drivers, images } = parts.facts.current;
  const plan = planControlPlane(
    { ...wishes, ...(image === undefined ? {} : { image }) },
    { drivers, images },
  );
  const vmId = newId({ nowMs: Date.now, randomBytes });
  const { name } = wishes;
  const record = { vmId, name, port: options.port, network: plan.network, address: null };
  await writeControlPlane(stateFolder, record);
  say(`Making the VM ${name} from ${plan.image.title} (${plan.image.driver}) …`);
  const asked = { services: { fleet: parts.fleet, jobs }, signal, requestedBy };
  await jobs.untilSucceeded(await beginProvision(asked, controlPlaneVm(vmId, wishes, plan)), signal);
  return record;
}

async function runVm(
  { parts, say, signal }: CreateControlPlane,
  { vmId, name }: ControlPlaneRecord,
): Promise<void> {
  const vm = await parts.fleet.refresh(vmId);
  const jobs: LocalJobs = localJobsOf(parts);
  if (vm?.power === 'stopped') {
    say(`Starting the VM ${name} …`);
    const job = { kind: 'vm.start', vm: { vmId, name }, document: { vmId }, requestedBy } as const;
    await jobs.untilSucceeded(await jobs.begin(job, signal), signal);
  }
  const driver = await parts.fleet.driverOf(vmId, signal);
  await waitForChannel({ services: parts.services, driver, vmId, signal });
}

/** Nothing else may change the VM's discs meanwhile. */
async function installFromDisc(
  { bundleFolder, environment, parts, signal }: CreateControlPlane,
  vmId: string,
  install: () => Promise<void>,
): Promise<void> {
  const folder = join(environment.stateFolder, 'control-plane');
  const path = await writePayloadDisc(bundleFolder, folder, signal);
  const media = mediaOf(await parts.fleet.driverOf(vmId, signal));
  await localJobsOf(parts).exclusively(vmId, async () => {
    await media.insert(vmId, path, signal);
    try {
      await install();
    } finally {
      await media.eject(vmId, signal);
    }
  });
  await removePayloadDiscs(folder);
}

async function untilHealthy(
  { signal, log }: CreateControlPlane,
  guest: ControlPlaneGuest,
  port: number,
): Promise<void> {
  const endsAt = performance.now() + healthyMs;
  for (;;) {
    try {
      if (await isControlPlaneReady(port, signal)) return;
      await guest.requireActive();
    } catch (thrown) {
      if (!isPassing(thrown)) throw thrown;
      log.debug({ err: thrown }, 'the control plane does not answer yet');
    }
    if (performance.now() > endsAt) {
      throw new AppError('deadline-exceeded', 'The control plane in its VM did not become healthy in time.', {
        userMessage: `The control plane in its VM did not become healthy within ${healthyMs / 60_000} minutes. Look at “journalctl -u busbar-control” there; a second run goes on from here.`,
      });
    }
    await delay(lookAgainMs, undefined, { signal });
  }
}

/** By the key that was read over the VM's channel, which nobody in a network can change. */
async function enrolThere(
  { environment, say }: CreateControlPlane,
  guest: ControlPlaneGuest,
  port: number,
): Promise<string> {
  const identity = await readIdentity(identityPathOf(environment));
  if (identity !== null) return identity.hostId;
  const enrolment = await guest.enrolment();
  if (enrolment === null) {
    throw new AppError('precondition-failed', 'The control plane in the VM has this host already.', {
      userMessage:
        'The control plane in its VM knows this host, but this host has lost its identity. Remove the host there (Hosts), then run this again.',
    });
  }
  say('Enrolling this machine …');
  const url = `https://127.0.0.1:${port}`;
  const line = { url, ...enrolment, name: hostname(), isProxied: false };
  return (await enrolHost(environment, line)).hostId;
}

const portTaken = (port: number, cause: unknown): AppError =>
  new AppError('conflict', `Port ${port} of this machine's loopback cannot be had.`, {
    cause,
    userMessage: `Port ${port} of 127.0.0.1 is taken, over which this machine's agent would reach the control plane. End what listens there, or use “control-plane forget” and another --port for a VM that is to be made.`,
  });

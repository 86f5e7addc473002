/** Composition root of the host agent: from its state to a served link, until it is told to stop. */
import { hostname, release, type } from 'node:os';
import { join } from 'node:path';
import { publicKeyOf } from '@busbar/shared/identity/keys';
import { jobKinds } from '@busbar/shared/jobs/catalog';
import { type AgentParts, imageSourcesOf, openAgentParts } from './agent-parts.ts';
import { serveOwnControlPlane } from './control-plane/serve-own-control-plane.ts';
import type { AgentEnvironment } from './environment.ts';
import type { HostFacts } from './host-facts.ts';
import type { HypervisorDriver } from './hypervisor/driver.ts';
import type { JobServices } from './jobs/handlers/services.ts';
import type { HostIdentity } from './link/identity-file.ts';
import { keepLinked, type LinkState } from './link/link.ts';
import type { LocalServer } from './local/local-server.ts';
import { startLocalProtocol } from './local/start-local-protocol.ts';
import type { Log } from './log.ts';
import { type AgentStatus, writeStatus } from './status-file.ts';
import { type StopMode, stopVms } from './stop-vms.ts';
import { agentVersion } from './version.ts';

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

export async function runAgent(options: RunAgentOptions): Promise<void> {
  const { environment, identity, log } = options;
  const parts = await openAgentParts({ ...options, sealingKey: identity.sealingKey });
  const { fleet, runner, facts, isos, exports, backups, replicas, diskFiles, outbox } = parts;
  const nowMs = Date.now;
  const controlPlane = await serveOwnControlPlane({ environment, parts, log });
  const local = await serveLocally(options, parts);

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
  await local?.close();
  await parts.stopJobs();
  if (mode !== 'leave-vms') {
    const powerOffNow = mode === 'power-off-vms' ? AbortSignal.abort() : options.powerOffNow;
    await stopVms({ fleet, log, powerOffNow, onRemaining: options.onRemainingVms });
  }
  unlink.abort();
  await linked;
  await status.written();
  await controlPlane?.close();
  await parts.close();
}

/** An agent whose local protocol cannot be served as it must be works on without it. */
async function serveLocally(
  { environment, log }: RunAgentOptions,
  { fleet, runner, facts, isos, exports, diskFiles }: AgentParts,
): Promise<LocalServer | null> {
  const { localProtocol, stateFolder } = environment;
  if (localProtocol === null) return null;
  const factsOf: JobServices['factsOf'] = (name) => facts.ofDriver(name);
  try {
    return await startLocalProtocol({
      ...localProtocol,
      stateFolder,
      ...{ fleet, runner, exports, diskFiles },
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

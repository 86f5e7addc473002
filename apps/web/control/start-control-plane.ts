/** Starts the parts of the control plane in the order of their needs, and registers how each is stopped. */
import type { Server } from 'node:http';
import type { Database } from '@busbar/db/database';
import type { OpenDatabaseOptions } from '@busbar/db/open-database';
import { fingerprintOf, type PrivateKeyJwk, publicKeyOf } from '@busbar/shared/identity/keys';
import type { AuthDeps } from '../auth/auth-deps.ts';
import { type Environment, publicUrlOf } from '../config/environment.ts';
import { loadLinkKey } from '../config/link-key.ts';
import { dataPaths } from '../config/paths.ts';
import { deriveKey, loadSecret } from '../config/secret-key.ts';
import { productVersion } from '../services/session/product-version.ts';
import { installBuiltIns } from '../services/template/install-built-ins.ts';
import { type ConsoleNamespace, serveConsoles } from './consoles/serve-consoles.ts';
import type { ControlDeps, Log } from './deps.ts';
import { Dispatcher } from './dispatch/dispatcher.ts';
import { FirstReports } from './dispatch/first-reports.ts';
import { createNudgeQueue } from './dispatch/nudge-queue.ts';
import { startNudgeWorker } from './dispatch/nudge-worker.ts';
import { liveDoor } from './gateway/serve-live.ts';
import { cutRemovedHosts } from './hosts/cut-removed-hosts.ts';
import { EnrolFile } from './hosts/enrol-file.ts';
import { HostRegistry } from './hosts/host-registry.ts';
import { LoadHistory } from './hosts/load-history.ts';
import { recordRoundTrips } from './hosts/record-round-trips.ts';
import { changesOfHost, storeAllOffline } from './hosts/say-hello.ts';
import { createAgentDoors } from './hosts/serve-agent.ts';
import { apiDoor } from './http/api-door.ts';
import { healthDoor } from './http/health.ts';
import { closeServer, createServer, type Door, listen, serveDoors } from './http/http-server.ts';
import { startSweep } from './jobs/sweep.ts';
import type { Lifecycle } from './lifecycle.ts';
import { localUrlOf } from './local-url.ts';
import { makeServiceDeps } from './make-service-deps.ts';
import { createBroadcast } from './realtime/broadcast.ts';
import { ChangeBus } from './realtime/change-bus.ts';
import {
  createSocketServer,
  guardNamespace,
  type RealtimeServer,
  type SocketServerDeps,
} from './realtime/socket-server.ts';
import { serveTopics } from './realtime/topics.ts';
import { Couriers } from './replicas/couriers.ts';
import { DeliveryWorker } from './webhooks/delivery-worker.ts';

export type StartOptions = {
  readonly environment: Environment;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  readonly nowMs: () => number;
  readonly newId: () => string;
  readonly openDatabase: (options: OpenDatabaseOptions) => Promise<Database>;
  /** Serves what nothing else owns: Next, or something smaller in a test. */
  readonly openPages: (options: PagesOptions) => Promise<Door & { readonly close: () => Promise<void> }>;
};
export type PagesOptions = { readonly httpServer: Server; readonly hostname: string; readonly port: number };

export type ControlPlane = {
  readonly db: Database;
  /** Where people and other machines reach it. */
  readonly publicUrl: string;
  /** Where programs on this machine reach it directly. */
  readonly localUrl: string;
  readonly linkKey: PrivateKeyJwk;
};

/** What open requests may take after the server has stopped listening. */
const requestGraceMs = 2_000;

export async function startControlPlane(options: StartOptions): Promise<ControlPlane> {
  const { environment, log, lifecycle } = options;
  const secret = loadSecret(environment);
  const linkKey = loadLinkKey(environment.dataPath);
  const db = await openStore(options);
  const changes = await ChangeBus.open(environment.redis, log);
  lifecycle.started('changes', () => changes.close());

  // Listening comes before the parts, because they need to know the port; until they are there the answer is 503.
  const doors: Door[] = [];
  const server = createServer(environment);
  serveDoors(server, { isTls: environment.tls !== null, trustProxy: environment.trustProxy, doors });
  const port = await listen(server, environment);
  // It ends after links and sockets, which it would otherwise wait for; the doors are shut before them.
  lifecycle.started('server', () => closeServer(server, requestGraceMs));
  const publicUrl = publicUrlOf(environment, port);

  const deps: ControlDeps = {
    db,
    log,
    nowMs: options.nowMs,
    newId: options.newId,
    random: Math.random,
    publish: changes.publish,
    linkKey,
    atRestKey: deriveKey(secret, 'at-rest'),
    trustProxy: environment.trustProxy,
  };
  const auth: AuthDeps = {
    db,
    now: () => new Date(options.nowMs()),
    cookieSecret: deriveKey(secret, 'cookies').toString('hex'),
    publicUrl,
  };
  const registry = new HostRegistry();
  const sockets: SocketServerDeps = {
    auth,
    log,
    changes,
    origin: { publicUrl, trustProxy: environment.trustProxy },
  };
  const io = createSocketServer(sockets, server);
  const broadcast = startRealtime(options, { deps, sockets, io, registry, changes });
  const firstReports = new FirstReports();
  const dispatcher = startDispatch(options, { ...deps, registry, firstReports });
  const deliveries = new DeliveryWorker({ ...deps, version: productVersion });
  lifecycle.started('deliveries', () => deliveries.stop());
  lifecycle.started(
    'delivery hints',
    changes.listen(({ entity }) => {
      if (entity === 'delivery') deliveries.wake();
    }),
  );
  await installBuiltIns({ db, newId: options.newId, now: auth.now });
  for (const hostId of await storeAllOffline(deps)) deps.publish(await changesOfHost(deps, hostId));

  const queue = createNudgeQueue(environment.redis, (error) =>
    log.warn({ reason: error.message }, 'a nudge did not reach the job queue'),
  );
  lifecycle.started('nudge queue', queue.close);
  const services = makeServiceDeps({ deps, auth, nudgeHere: dispatcher.nudge, nudgeAll: queue.nudge });
  const pages = await options.openPages({ httpServer: server, hostname: environment.bind, port });
  lifecycle.started('pages', () => pages.close());
  const loads = new LoadHistory();
  const agents = createAgentDoors({
    ...deps,
    registry,
    version: productVersion,
    emitTelemetry: (telemetry) => {
      loads.add(telemetry);
      broadcast.telemetry(telemetry);
    },
    wakeHost: dispatcher.wake,
    wakeDeliveries: deliveries.wake,
    reportsStored: firstReports.stored,
  });
  lifecycle.started('removed hosts', cutRemovedHosts(deps, registry, changes));
  lifecycle.started('round trips', recordRoundTrips({ ...deps, registry }));
  doors.push(
    healthDoor({ redis: () => changes.isReady(), database: async () => (await db.read.user.count()) >= 0 }),
    liveDoor({ db, now: auth.now, registry, auth, log, origin: sockets.origin, loads }),
    apiDoor(services, log),
    { owns: (path) => path.startsWith('/agent/'), handle: agents.handle, upgrade: agents.upgrade },
    // Its engine answers these itself, ahead of the doors.
    { owns: (path) => path.startsWith('/socket.io/'), upgrade: () => undefined },
    pages,
  );
  lifecycle.started('links', agents.stop);
  const localUrl = localUrlOf(environment, port);
  if (environment.enrolFile !== null) {
    const key = fingerprintOf(publicKeyOf(linkKey));
    const enrolFile = new EnrolFile({ ...deps, changes, path: environment.enrolFile, url: localUrl, key });
    lifecycle.started('enrolment file', () => enrolFile.stop());
    await enrolFile.start();
  }
  lifecycle.started('doors', () => {
    doors.length = 0;
  });
  return { db, publicUrl, localUrl, linkKey };
}

async function openStore({ environment, log, lifecycle, openDatabase }: StartOptions): Promise<Database> {
  const paths = dataPaths(environment.dataPath);
  const db = await openDatabase({
    file: paths.database,
    backupsFolder: paths.backups,
    log: (line) => log.info({}, line),
  });
  lifecycle.started('database', () => db.close());
  return db;
}

type RealtimeParts = {
  readonly deps: ControlDeps;
  readonly sockets: SocketServerDeps;
  readonly io: RealtimeServer;
  readonly registry: HostRegistry;
  readonly changes: ChangeBus;
};

function startRealtime(
  { lifecycle, log }: StartOptions,
  parts: RealtimeParts,
): ReturnType<typeof createBroadcast> {
  const { io, registry, changes, deps } = parts;
  const broadcast = createBroadcast({
    db: deps.db,
    log,
    io,
  });
  lifecycle.started('realtime', () => {
    broadcast.stop();
    io.disconnectSockets(true);
  });
  lifecycle.started('announcements', changes.listen(broadcast.announce));
  lifecycle.started('guard', guardNamespace(parts.sockets, io.of('/')));
  serveTopics(io);
  const consoles: ConsoleNamespace = io.of('/consoles');
  lifecycle.started('guard of consoles', guardNamespace(parts.sockets, consoles));
  serveConsoles({ db: deps.db, now: parts.sockets.auth.now, registry }, consoles);
  return broadcast;
}

function startDispatch(
  { environment, log, lifecycle }: StartOptions,
  deps: Omit<ConstructorParameters<typeof Dispatcher>[0], 'accepted'>,
): Dispatcher {
  const couriers = new Couriers(deps);
  lifecycle.started('couriers', () => couriers.stop());
  const dispatcher = new Dispatcher({ ...deps, accepted: couriers.accepted });
  lifecycle.started('dispatch', () => dispatcher.stop());
  const worker = startNudgeWorker({
    redis: environment.redis,
    log,
    wakeJob: dispatcher.wakeJob,
  });
  lifecycle.started('nudges', worker.stop);
  const sweep = startSweep({ ...deps, wakeHost: dispatcher.wake, lookForImages: couriers.look });
  lifecycle.started('sweep', sweep.stop);
  return dispatcher;
}

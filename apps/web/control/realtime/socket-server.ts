/**
 * Socket.IO on the HTTP server: who may connect, and when a connection must end. What is said over it is in
 * `topics.ts` (default namespace) and in `control/consoles`.
 */
import type { Server as HttpServer } from 'node:http';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { ClientToServer, ServerToClient } from '@busbar/shared/realtime/topics';
import { type DefaultEventsMap, type Namespace, Server, type Socket } from 'socket.io';
import type { Actor } from '../../auth/actor.ts';
import { type AuthDeps, clientAddressHeader } from '../../auth/auth-deps.ts';
import type { Change } from '../../services/change.ts';
import type { Log } from '../deps.ts';
import { actorOf, hasSameRights } from '../http/actor-of.ts';
import { clientAddress } from '../http/client-address.ts';
import { isSameOrigin, type OriginPolicy } from '../http/same-origin.ts';
import type { ChangeBus } from './change-bus.ts';

export type SocketData = { actor: Actor };
export type RealtimeServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;

/** A paste of 1 MiB and its envelope. */
const messageLimitBytes = 1_100_000;
/** How long a right that was taken away may live on when its announcement was lost. */
const recheckIntervalMs = 30_000;

export type SocketServerDeps = {
  readonly auth: AuthDeps;
  readonly log: Log;
  readonly origin: OriginPolicy;
  readonly changes: ChangeBus;
};

/** Foreign upgrades are left alone (`destroyUpgrade`): host links pass through the same server. */
export function createSocketServer(deps: SocketServerDeps, httpServer: HttpServer): RealtimeServer {
  const io: RealtimeServer = new Server({
    serveClient: false,
    maxHttpBufferSize: messageLimitBytes,
    pingInterval: 10_000,
    pingTimeout: 20_000,
    allowRequest: (request, done) => {
      // Its engine answers before the doors do, so the header is set (and a client's own dropped) here.
      request.headers[clientAddressHeader] = clientAddress(request, deps.origin.trustProxy);
      done(null, isSameOrigin(request.headers, deps.origin));
    },
  });
  io.attach(httpServer, { destroyUpgrade: false, serveClient: false });
  return io;
}

/** Lets only signed-in people (and tokens) into a namespace, and ends their sockets when they may no longer. */
export function guardNamespace(deps: SocketServerDeps, namespace: GuardedNamespace): () => void {
  namespace.use(async (socket, next) => {
    try {
      const actor = await actorOf(deps.auth, socket.handshake.headers);
      if (actor === null) throw new AppError('unauthenticated', 'Your session has ended. Sign in again.');
      socket.data.actor = actor;
      next();
    } catch (thrown) {
      const error = toAppError(thrown);
      next(Object.assign(new Error(error.userMessage), { data: { code: error.code } }));
    }
  });
  const recheck = (socket: GuardedSocket): void => void recheckSocket(deps, socket);
  const timer = setInterval(() => namespace.sockets.forEach(recheck), recheckIntervalMs);
  const stopListening = deps.changes.listen((change) => {
    for (const socket of namespace.sockets.values()) if (mayEnd(socket.data.actor, change)) recheck(socket);
  });
  return () => {
    clearInterval(timer);
    stopListening();
  };
}

/** Whether a change may have taken somebody's access away. A connection does not know the id of its token. */
function mayEnd({ type, userId, sessionId }: Actor, { entity, id }: Change): boolean {
  if (entity === 'user') return id === userId;
  if (entity === 'session') return id === sessionId;
  return entity === 'token' && type === 'token';
}

type GuardedNamespace = Pick<
  Namespace<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>,
  'use' | 'sockets'
>;
type GuardedSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;

async function recheckSocket(deps: SocketServerDeps, socket: GuardedSocket): Promise<void> {
  try {
    const actor = await actorOf(deps.auth, socket.handshake.headers);
    if (actor !== null && hasSameRights(actor, socket.data.actor)) return;
  } catch (thrown) {
    // Who cannot be judged keeps nothing: deny by default.
    deps.log.warn(
      { reason: toAppError(thrown).message },
      'a live connection could not be checked and was ended',
    );
  }
  socket.disconnect(true);
}

/** The doors for host agents: enrolment and the handshake of a link. Everything else under /agent/ is not there. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { toWireError } from '@busbar/shared/errors/wire-error';
import { upgradeToHttp2Client } from '@busbar/shared/http2/upgrade';
import { EnrolChallengeRequest, EnrolRequest, linkHandshake } from '@busbar/shared/identity/handshake';
import { clientAddress } from '../http/client-address.ts';
import { readJson, sendError, sendJson } from '../http/json.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import { admitLink } from './admit-link.ts';
import { challengeLink } from './challenge-link.ts';
import { challengeEnrolment, enrolHost } from './enrol-host.ts';
import { HostLink } from './host-link.ts';
import { type HostSessionDeps, runHostSession } from './host-session.ts';
import { SocketHandshakes } from './socket-handshakes.ts';

export type AgentDoors = {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => Promise<void>;
  /** Cuts every link and waits until each has been stored as down. */
  readonly stop: () => Promise<void>;
};

export function createAgentDoors(deps: HostSessionDeps): AgentDoors {
  const handshakes = new SocketHandshakes({ nowMs: deps.nowMs, isProxied: deps.trustProxy });
  // A fleet behind one address reconnects at once after a restart; guessing needs far more.
  const limiter = new RateLimiter({ burst: 300, perSecond: 20, nowMs: deps.nowMs });
  const sessions = new Map<HostLink, Promise<void>>();
  let isStopping = false;

  const requireCalm = (request: IncomingMessage): void => {
    if (limiter.take(clientAddress(request, deps.trustProxy))) return;
    throw new AppError('rate-limited', 'Too many attempts from this address.');
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      requireCalm(request);
      const path = new URL(request.url ?? '/', 'http://busbar').pathname;
      const door = `${request.method} ${path}`;
      if (door === `GET ${linkHandshake.path}`) {
        sendJson(response, 401, challengeLink(deps, handshakes, request));
      } else if (door === `POST ${linkHandshake.enrolChallengePath}`) {
        const asked = await readJson(request, EnrolChallengeRequest);
        sendJson(response, 200, challengeEnrolment(deps, handshakes, request.socket, asked));
      } else if (door === `POST ${linkHandshake.enrolPath}`) {
        const claim = await readJson(request, EnrolRequest);
        sendJson(response, 200, await enrolHost(deps, handshakes, request.socket, claim));
      } else throw new AppError('not-found', `There is no ${door.slice(0, 200)}.`);
    } catch (error) {
      sendError(response, error);
    }
  };

  const upgrade = async (request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> => {
    try {
      requireCalm(request);
      const { hostId } = await admitLink(deps, handshakes, request);
      if (isStopping) throw new AppError('unavailable', 'The control plane is stopping.');
      const session = await upgradeToHttp2Client(socket, linkHandshake.upgrade, { head });
      const link = new HostLink(hostId, deps.newId(), session);
      // The host dials again only when it has given its older link up, whether that has noticed or not.
      for (const older of sessions.keys()) {
        if (older.hostId === hostId) older.cut(new AppError('conflict', 'The host has opened a newer link.'));
      }
      const ended = runHostSession(deps, link).finally(() => sessions.delete(link));
      sessions.set(link, ended);
    } catch (thrown) {
      refuseUpgrade(socket, toAppError(thrown));
    }
  };

  const stop = async (): Promise<void> => {
    isStopping = true;
    for (const link of sessions.keys())
      link.cut(new AppError('unavailable', 'The control plane is stopping.'));
    await Promise.all(sessions.values());
  };
  return { handle, upgrade, stop };
}

const refusalDeadlineMs = 2_000;

/** Answers an upgrade that is not honoured, and ends its socket. */
export function refuseUpgrade(socket: Socket, error: AppError): void {
  if (socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const told = error.code === 'internal' ? new AppError('internal', 'Busbar failed to do this.') : error;
  const body = JSON.stringify(toWireError(told));
  const timer = setTimeout(() => socket.destroy(), refusalDeadlineMs);
  socket.on('error', () => socket.destroy());
  socket.once('close', () => clearTimeout(timer));
  socket.end(
    `HTTP/1.1 ${told.httpStatus} Refused\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

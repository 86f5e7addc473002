/**
 * One session with one guest agent, from dialling to its end. What a guest says is hostile input: every
 * message has a bound and a pace, and a guest that breaks one loses its session, nothing else.
 */
import type { ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { connectHttp2 } from '@busbar/shared/http2/connect-http2';
import { readJsonLines } from '@busbar/shared/http2/json-lines';
import { keepAlive } from '@busbar/shared/http2/keep-alive';
import { openStream } from '@busbar/shared/http2/open-stream';
import { requestJson } from '@busbar/shared/http2/request-json';
import { abortSession } from '@busbar/shared/http2/session-end';
import {
  channelPaths,
  GuestHeartbeat,
  GuestHello,
  heartbeatIntervalMs,
} from '@busbar/shared/protocol/channel';
import { channelVersion, negotiateVersion } from '@busbar/shared/protocol/version';

export const guestLimits = {
  dialMs: 10_000,
  helloMs: 15_000,
  helloBytes: 64 * 1024,
  heartbeatBytes: 256 * 1024,
  /** Without a heartbeat for so long the session counts as dead. Generous, for emulated guests. */
  heartbeatMs: heartbeatIntervalMs * 15,
  /** Heartbeats ahead of their pace; a guest that floods is cut off. */
  heartbeatBurst: 20,
} as const;

export type GuestEvents = {
  readonly onHello: (session: ClientHttp2Session, hello: GuestHello) => void;
  readonly onHeartbeat: (heartbeat: GuestHeartbeat) => void;
  readonly onRtt: (rttMs: number) => void;
};

/** Resolves or rejects when the session is over: there is nothing else to come. */
export async function runGuestSession(
  dial: (signal: AbortSignal) => Promise<Socket>,
  events: GuestEvents,
  signal: AbortSignal,
): Promise<void> {
  const socket = await dial(AbortSignal.any([signal, AbortSignal.timeout(guestLimits.dialMs)]));
  const session = await connectHttp2(socket, { signal });
  const stop = (): void =>
    abortSession(session, new AppError('guest-unreachable', 'The VM’s channel was closed.'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    const hello = await greet(session, signal);
    keepAlive(session, { onRtt: events.onRtt });
    events.onHello(session, hello);
    await followHeartbeats(session, events, signal);
  } catch (thrown) {
    abortSession(session, toAppError(thrown));
    throw thrown;
  } finally {
    signal.removeEventListener('abort', stop);
    session.destroy();
  }
}

/** @throws `version-mismatch`, `bad-peer`, or what the session ends with. */
export async function greet(session: ClientHttp2Session, signal: AbortSignal): Promise<GuestHello> {
  const hello = await requestJson(session, {
    path: channelPaths.hello,
    body: { version: channelVersion },
    output: GuestHello,
    deadlineMs: guestLimits.helloMs,
    limitBytes: guestLimits.helloBytes,
    signal,
  });
  if (negotiateVersion(channelVersion, hello.version) !== null) return hello;
  throw new AppError(
    'version-mismatch',
    `The guest agent speaks channel version ${hello.version.major}, this host ${channelVersion.major}.`,
  );
}

async function followHeartbeats(
  session: ClientHttp2Session,
  events: GuestEvents,
  signal: AbortSignal,
): Promise<void> {
  const call = openStream(session, { method: 'GET', path: channelPaths.heartbeat, signal });
  const missed = new AppError(
    'deadline-exceeded',
    `The guest sent no heartbeat for ${guestLimits.heartbeatMs} ms.`,
  );
  let timer = setTimeout(() => call.abort(missed), guestLimits.heartbeatMs);
  const pace = paceOf(performance.now());
  try {
    for await (const heartbeat of readJsonLines(call.stream, GuestHeartbeat, {
      limitBytes: guestLimits.heartbeatBytes,
    })) {
      clearTimeout(timer);
      timer = setTimeout(() => call.abort(missed), guestLimits.heartbeatMs);
      pace(performance.now());
      events.onHeartbeat(heartbeat);
    }
  } catch (thrown) {
    // The reader sees only that the stream was cut; the call knows why.
    const error = toAppError(thrown);
    if (error.code === 'bad-peer') throw error;
    await call.ended;
    throw error;
  } finally {
    clearTimeout(timer);
  }
  await call.ended;
  throw new AppError('guest-unreachable', 'The guest agent ended its heartbeat.');
}

/** Throws `bad-peer` when heartbeats come faster than they may. */
function paceOf(startedAtMs: number): (nowMs: number) => void {
  let count = 0;
  return (nowMs) => {
    count += 1;
    const allowed = guestLimits.heartbeatBurst + ((nowMs - startedAtMs) / heartbeatIntervalMs) * 2;
    if (count > allowed) throw new AppError('bad-peer', 'The guest floods its host with heartbeats.');
  };
}

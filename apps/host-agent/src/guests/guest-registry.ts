/**
 * Keeps one HTTP/2 session to the agent of every running VM: dials, greets, follows its heartbeat, and dials
 * again. It knows sockets and guests; of VMs only their ids, of hypervisors nothing.
 */
import type { ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { GuestHeartbeat, GuestHello } from '@busbar/shared/protocol/channel';
import type { Log } from '../log.ts';
import { greet, runGuestSession } from './guest-session.ts';

export type GuestState = {
  readonly channel: 'up' | 'down';
  /** Of the current session, or the last one while the channel is down. */
  readonly hello: GuestHello | null;
  readonly heartbeat: GuestHeartbeat | null;
  readonly rttMs: number | null;
};

export type GuestDeps = {
  readonly log: Log;
  readonly random: () => number;
  /** The channel went up or down, or a heartbeat came. */
  readonly onChange: (vmId: string, what: 'channel' | 'heartbeat') => void;
};

export type Dial = (signal: AbortSignal) => Promise<Socket>;

/**
 * A guest that has only just started answers soon; one without an agent never does. Pauses grow slowly, so
 * that the last one, which a boot waits for nothing, is at most a twentieth of the time before it.
 */
const pauses = { firstMs: 15, growth: 1.05, longestMs: 1_000, hostileMs: 60_000 } as const;
const hostile: readonly AppError['code'][] = ['bad-peer', 'version-mismatch', 'too-large'];

type Guest = {
  state: GuestState;
  session: ClientHttp2Session | null;
  readonly stop: AbortController;
  /** Ends the pause before the next attempt. */
  wake: () => void;
  done: Promise<void>;
};

const unknown: GuestState = { channel: 'down', hello: null, heartbeat: null, rttMs: null };

export class GuestRegistry {
  readonly #deps: GuestDeps;
  readonly #guests = new Map<string, Guest>();

  constructor(deps: GuestDeps) {
    this.#deps = deps;
  }

  /** The VM runs: keep a session to it. When that is so already, a pending attempt is made at once. */
  track(vmId: string, dial: Dial): void {
    const known = this.#guests.get(vmId);
    if (known !== undefined) {
      known.wake();
      return;
    }
    const guest: Guest = {
      state: unknown,
      session: null,
      stop: new AbortController(),
      wake: () => undefined,
      done: Promise.resolve(),
    };
    this.#guests.set(vmId, guest);
    guest.done = this.#keep(vmId, guest, dial);
  }

  /** The VM does not run: let go of it. */
  untrack(vmId: string): void {
    const guest = this.#guests.get(vmId);
    if (guest === undefined) return;
    this.#guests.delete(vmId);
    guest.stop.abort(new AppError('guest-unreachable', 'The VM is not running.'));
  }

  state(vmId: string): GuestState {
    return this.#guests.get(vmId)?.state ?? unknown;
  }

  /** @throws `guest-unreachable` */
  session(vmId: string): ClientHttp2Session {
    const session = this.#guests.get(vmId)?.session ?? null;
    if (session !== null && !session.destroyed && !session.closed) return session;
    throw new AppError('guest-unreachable', 'The VM’s guest agent cannot be reached over its channel.', {
      userMessage:
        'The guest agent does not answer over the channel. The VM may be off, still booting, or without an agent.',
    });
  }

  /** Asks the guest anew who it is: its host name changes while it boots. @throws `guest-unreachable` */
  async greetAgain(vmId: string, signal: AbortSignal): Promise<GuestHello> {
    const session = this.session(vmId);
    const hello = await greet(session, signal);
    const guest = this.#guests.get(vmId);
    if (guest !== undefined && guest.session === session) {
      guest.state = { ...guest.state, hello };
      this.#deps.onChange(vmId, 'channel');
    }
    return hello;
  }

  async close(): Promise<void> {
    const guests = [...this.#guests.values()];
    for (const vmId of this.#guests.keys()) this.untrack(vmId);
    await Promise.all(guests.map(({ done }) => done));
  }

  async #keep(vmId: string, guest: Guest, dial: Dial): Promise<void> {
    const { signal } = guest.stop;
    const log = this.#deps.log.child({ vmId });
    for (let pauseMs: number = pauses.firstMs; !signal.aborted; ) {
      const seen = { isUp: false };
      const error = await this.#oneSession(vmId, { guest, dial, seen });
      if (signal.aborted) return;
      const isHostile = hostile.includes(error.code);
      pauseMs = isHostile
        ? pauses.hostileMs
        : seen.isUp
          ? pauses.firstMs
          : Math.min(pauseMs * pauses.growth, pauses.longestMs);
      const fields = { code: error.code, reason: error.message };
      if (isHostile) log.warn(fields, 'the guest agent misbehaves; its session was ended');
      else if (seen.isUp) log.info(fields, 'channel is down');
      else log.debug(fields, 'the guest agent does not answer yet');
      await this.#pause(guest, pauseMs);
    }
  }

  async #oneSession(
    vmId: string,
    { guest, dial, seen }: { guest: Guest; dial: Dial; seen: { isUp: boolean } },
  ): Promise<AppError> {
    const { signal } = guest.stop;
    const set = (what: 'channel' | 'heartbeat', state: Partial<GuestState>): void => {
      if (signal.aborted) return;
      guest.state = { ...guest.state, ...state };
      this.#deps.onChange(vmId, what);
    };
    try {
      await runGuestSession(
        dial,
        {
          onHello: (session, hello) => {
            seen.isUp = true;
            guest.session = session;
            set('channel', { channel: 'up', hello, heartbeat: null, rttMs: null });
          },
          onHeartbeat: (heartbeat) => set('heartbeat', { heartbeat }),
          onRtt: (rttMs) => {
            guest.state = { ...guest.state, rttMs };
          },
        },
        signal,
      );
      return new AppError('guest-unreachable', 'The guest agent ended the session.');
    } catch (thrown) {
      return toAppError(thrown);
    } finally {
      guest.session = null;
      if (seen.isUp) set('channel', { channel: 'down', rttMs: null });
    }
  }

  async #pause(guest: Guest, pauseMs: number): Promise<void> {
    const woken = new AbortController();
    guest.wake = () => woken.abort();
    const jittered = pauseMs * (0.5 + 0.5 * this.#deps.random());
    const signal = AbortSignal.any([guest.stop.signal, woken.signal]);
    // Rejects only when it is cut short, which is what a wake is for.
    await delay(jittered, undefined, { signal }).catch(() => undefined);
    guest.wake = () => undefined;
  }
}

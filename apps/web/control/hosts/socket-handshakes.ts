/**
 * Handshakes under way, each bound to the socket it began on: a proof that is replayed on another socket
 * finds nothing to belong to. Each can be taken once.
 */
import type { Socket } from 'node:net';
import { linkHandshake, newNonce } from '@busbar/shared/identity/handshake';

export type PendingHandshake = {
  readonly kind: 'link' | 'enrol';
  /** Null while enrolling: the host has no id yet. */
  readonly hostId: string | null;
  readonly hostNonce: string;
  readonly controlNonce: string;
  readonly expiresAtMs: number;
};

export class SocketHandshakes {
  readonly #pending = new WeakMap<Socket, PendingHandshake>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Begins one with a fresh nonce of ours. One that was under way on this socket is forgotten. */
  begin(socket: Socket, start: Pick<PendingHandshake, 'kind' | 'hostId' | 'hostNonce'>): PendingHandshake {
    const expiresAtMs = this.#nowMs() + linkHandshake.deadlineMs;
    const pending = { ...start, controlNonce: newNonce(), expiresAtMs };
    this.#pending.set(socket, pending);
    return pending;
  }

  /** The handshake of this socket, which is over with that; null when there is none in time. */
  take(socket: Socket, kind: PendingHandshake['kind']): PendingHandshake | null {
    const pending = this.#pending.get(socket);
    this.#pending.delete(socket);
    if (pending === undefined || pending.kind !== kind) return null;
    return pending.expiresAtMs >= this.#nowMs() ? pending : null;
  }
}

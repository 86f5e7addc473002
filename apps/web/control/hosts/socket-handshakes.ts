/**
 * Handshakes under way, each bound to the socket it began on: a proof that is replayed on another socket
 * finds nothing to belong to. Each can be taken once.
 *
 * Behind a proxy that ends TLS a socket is the proxy's, not the host's, and may differ from request to
 * request; there a handshake is known by the nonce that we gave out for it, which is used once just the same.
 */
import type { Socket } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';
import { linkHandshake, newNonce } from '@busbar/shared/identity/handshake';

export type PendingHandshake = {
  readonly kind: 'link' | 'enrol';
  /** Null while enrolling: the host has no id yet. */
  readonly hostId: string | null;
  readonly hostNonce: string;
  readonly controlNonce: string;
  readonly expiresAtMs: number;
};

/** Strangers can begin handshakes: behind a proxy nothing but this and their short life bounds their number. */
const proxiedLimit = 4096;

export class SocketHandshakes {
  readonly #bySocket = new WeakMap<Socket, PendingHandshake>();
  readonly #byNonce = new Map<string, PendingHandshake>();
  readonly #nowMs: () => number;
  readonly #isProxied: boolean;

  constructor({ nowMs, isProxied }: { readonly nowMs: () => number; readonly isProxied: boolean }) {
    this.#nowMs = nowMs;
    this.#isProxied = isProxied;
  }

  /**
   * Begins one with a fresh nonce of ours. One that was under way on this socket is forgotten.
   *
   * @throws `rate-limited` when too many are under way.
   */
  begin(socket: Socket, start: Pick<PendingHandshake, 'kind' | 'hostId' | 'hostNonce'>): PendingHandshake {
    const expiresAtMs = this.#nowMs() + linkHandshake.deadlineMs;
    const pending = { ...start, controlNonce: newNonce(), expiresAtMs };
    if (this.#isProxied) this.#keepByNonce(pending);
    else this.#bySocket.set(socket, pending);
    return pending;
  }

  /** The handshake of this socket, or behind a proxy of that nonce; it is over with that. Null when there is none in time. */
  take(
    socket: Socket,
    kind: PendingHandshake['kind'],
    controlNonce: string | undefined,
  ): PendingHandshake | null {
    const pending = this.#isProxied ? this.#byNonce.get(controlNonce ?? '') : this.#bySocket.get(socket);
    this.#bySocket.delete(socket);
    if (pending === undefined) return null;
    this.#byNonce.delete(pending.controlNonce);
    if (pending.kind !== kind) return null;
    return pending.expiresAtMs >= this.#nowMs() ? pending : null;
  }

  #keepByNonce(pending: PendingHandshake): void {
    // Oldest first, as a Map keeps them: what has run out is at its beginning.
    for (const [nonce, { expiresAtMs }] of this.#byNonce) {
      if (expiresAtMs >= this.#nowMs()) break;
      this.#byNonce.delete(nonce);
    }
    if (this.#byNonce.size >= proxiedLimit) {
      throw new AppError('rate-limited', 'Too many hosts are calling at once. Try again in a moment.');
    }
    this.#byNonce.set(pending.controlNonce, pending);
  }
}

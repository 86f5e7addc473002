import type { Acknowledgement, RealtimeMessage, Topic } from '@busbar/shared/realtime/topics';
import { io, type Socket } from 'socket.io-client';
import superjson from 'superjson';

/** Messages are applied together, at most once in this time, so that a burst costs one render; the first at once. */
const batchMs = 16;
const joinDeadlineMs = 10_000;
/** After this the page stops pretending that a refused topic may still answer. */
const rejoinDelayMs = 5_000;

export type RealtimeStatus = { readonly isLive: boolean; readonly lastHeardAt: number };
type MessageListener = (message: RealtimeMessage) => void;

/**
 * One Socket.IO connection per page load. A topic is joined while somebody holds it; after each join, the
 * first and those after a reconnect alike, `onJoined` tells its holders to read their snapshot again.
 */
export class RealtimeClient {
  readonly #socket: Socket;
  readonly #holders = new Map<Topic, Set<() => void>>();
  readonly #listeners = new Set<MessageListener>();
  readonly #statusListeners = new Set<() => void>();
  readonly #onBatch: (messages: readonly RealtimeMessage[]) => void;
  #pending: RealtimeMessage[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #appliedAtMs = Number.NEGATIVE_INFINITY;
  #status: RealtimeStatus = { isLive: false, lastHeardAt: Date.now() };

  constructor(onBatch: (messages: readonly RealtimeMessage[]) => void) {
    this.#onBatch = onBatch;
    this.#socket = io({ autoConnect: false, reconnectionDelayMax: 5_000 });
    this.#socket.on('connect', () => this.#joinAll());
    this.#socket.on('disconnect', () => this.#setLive(false));
    this.#socket.on('connect_error', () => this.#setLive(false));
    this.#socket.on('message', (text: string) => this.#receive(text));
    this.#socket.io.engine?.on('packet', () => this.#heard());
    this.#socket.io.on('ping', () => this.#heard());
  }

  /** Connects; the returned function closes. Safe to call again after a close (StrictMode does). */
  open(): () => void {
    this.#socket.connect();
    return () => {
      this.#socket.disconnect();
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
    };
  }

  get status(): RealtimeStatus {
    return this.#status;
  }

  onStatus(listener: () => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  onMessage(listener: MessageListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  hold(topic: Topic, onJoined: () => void): () => void {
    const holders = this.#holders.get(topic) ?? new Set();
    const isFirst = holders.size === 0;
    holders.add(onJoined);
    this.#holders.set(topic, holders);
    if (this.#socket.connected) {
      if (isFirst) this.#join(topic);
      else onJoined();
    }
    return () => this.#release(topic, onJoined);
  }

  #release(topic: Topic, onJoined: () => void): void {
    const holders = this.#holders.get(topic);
    if (!holders?.delete(onJoined) || holders.size > 0) return;
    this.#holders.delete(topic);
    if (this.#socket.connected) this.#socket.emit('leave', topic);
  }

  #joinAll(): void {
    this.#setLive(true);
    for (const topic of this.#holders.keys()) this.#join(topic);
  }

  #join(topic: Topic): void {
    this.#socket
      .timeout(joinDeadlineMs)
      .emit('join', topic, (failure: Error | null, answer?: Acknowledgement) => {
        const holders = this.#holders.get(topic);
        if (!holders) return;
        if (failure === null && answer?.ok) {
          for (const onJoined of holders) onJoined();
          return;
        }
        if (answer && !answer.ok && answer.code === 'forbidden') return;
        setTimeout(() => {
          if (this.#socket.connected && this.#holders.has(topic)) this.#join(topic);
        }, rejoinDelayMs);
      });
  }

  #receive(text: string): void {
    this.#heard();
    const message = superjson.parse<RealtimeMessage>(text);
    for (const listener of this.#listeners) listener(message);
    this.#pending.push(message);
    const waitMs = Math.max(0, this.#appliedAtMs + batchMs - performance.now());
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#appliedAtMs = performance.now();
      const batch = this.#pending;
      this.#pending = [];
      this.#onBatch(batch);
    }, waitMs);
  }

  /** Kept apart from renders: only the reconnecting line reads it. */
  #heard(): void {
    this.#status = { ...this.#status, lastHeardAt: Date.now() };
  }

  #setLive(isLive: boolean): void {
    if (this.#status.isLive === isLive) return;
    this.#status = { isLive, lastHeardAt: isLive ? Date.now() : this.#status.lastHeardAt };
    for (const listener of this.#statusListeners) listener();
  }
}

import { randomUUID } from 'node:crypto';
import { toAppError } from '@busbar/shared/errors/app-error';
import { Redis } from 'ioredis';
import { type Change, changesChannel, parseChange } from '../../services/change.ts';
import type { Log } from '../deps.ts';

/**
 * Announces and hears changes over Redis, so that every process does. Our own announcements reach our own listeners directly, and so also while Redis is away.
 */
export class ChangeBus {
  /** Tells our own announcements, which come back from Redis too, from those of others. */
  readonly #origin = randomUUID();
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #log: Log;
  readonly #listeners = new Set<(change: Change) => void>();

  private constructor(publisher: Redis, subscriber: Redis, log: Log) {
    this.#publisher = publisher;
    this.#subscriber = subscriber;
    this.#log = log;
    subscriber.on('message', (_channel: string, text: string) => {
      if (!text.includes(this.#origin)) this.#hear(parseChange(text));
    });
  }

  /** Resolves when it is subscribed. `address` is a redis:// URL or the path of a socket. */
  static async open(address: string, log: Log): Promise<ChangeBus> {
    const publisher = openRedis(address, log, { enableOfflineQueue: false });
    const subscriber = openRedis(address, log, {});
    const bus = new ChangeBus(publisher, subscriber, log);
    await subscriber.subscribe(changesChannel);
    return bus;
  }

  /** Never throws and never waits: a lost hint costs a moment, not truth. */
  readonly publish = (changes: readonly Change[]): void => {
    for (const change of changes) {
      this.#hear(change);
      const text = JSON.stringify({ ...change, origin: this.#origin });
      this.#publisher.publish(changesChannel, text).catch((error: unknown) => {
        this.#log.debug({ reason: toAppError(error).message }, 'a change was announced without Redis');
      });
    }
  };

  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether Redis answers. */
  isReady(): boolean {
    return this.#subscriber.status === 'ready' && this.#publisher.status === 'ready';
  }

  close(): void {
    this.#publisher.disconnect();
    this.#subscriber.disconnect();
  }

  #hear(change: Change | null): void {
    if (change === null) return;
    for (const listener of this.#listeners) listener(change);
  }
}

type RedisChoices = { readonly enableOfflineQueue?: boolean; readonly maxRetriesPerRequest?: number | null };

/** A connection that is made again for as long as the process lives. */
export function openRedis(address: string, log: Log, choices: RedisChoices): Redis {
  const redis = new Redis(address, {
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 2_000),
    ...choices,
  });
  redis.on('error', (error: Error) => log.warn({ reason: error.message }, 'Redis is not reachable'));
  return redis;
}

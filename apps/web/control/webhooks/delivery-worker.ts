/**
 * Delivers what is due. Driven by the database alone: a restart, or the loss of Redis, loses nothing. Being
 * woken only saves the wait until the next look.
 */
import { toAppError } from '@busbar/shared/errors/app-error';
import { type AttemptDeps, attemptDelivery, type DueDelivery } from './attempt-delivery.ts';

/** Requests under way at once; to one webhook fewer, so that a slow receiver does not take all places. */
const concurrency = 16;
const perWebhook = 2;
const lookIntervalMs = 2_000;

export class DeliveryWorker {
  readonly #deps: AttemptDeps;
  readonly #running = new Map<string, { readonly webhookId: string; readonly done: Promise<void> }>();
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;
  #isAgain = false;
  #isStopped = false;

  constructor(deps: AttemptDeps) {
    this.#deps = deps;
    this.#timer = setInterval(this.wake, lookIntervalMs);
    this.wake();
  }

  /** Something may be due. Never throws, never waits. */
  readonly wake = (): void => {
    if (this.#isStopped) return;
    if (this.#isLooking) this.#isAgain = true;
    else void this.#look();
  };

  /** Begins nothing more and waits for what is under way (each at most ten seconds). */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    this.#isAgain = false;
    try {
      for (const delivery of await this.#due()) this.#begin(delivery);
    } catch (thrown) {
      this.#deps.log.error({ error: toAppError(thrown) }, 'due deliveries could not be looked up');
    } finally {
      this.#isLooking = false;
      if (this.#isAgain) this.wake();
    }
  }

  async #due(): Promise<readonly DueDelivery[]> {
    const counts = new Map<string, number>();
    for (const { webhookId } of this.#running.values())
      counts.set(webhookId, (counts.get(webhookId) ?? 0) + 1);
    const full = [...counts].filter(([, count]) => count >= perWebhook).map(([webhookId]) => webhookId);
    const rows = await this.#deps.db.read.webhookDelivery.findMany({
      where: {
        state: 'pending',
        nextAttemptAt: { lte: new Date(this.#deps.nowMs()) },
        id: { notIn: [...this.#running.keys()] },
        webhookId: { notIn: full },
      },
      orderBy: { nextAttemptAt: 'asc' },
      take: 200,
      include: { webhook: true },
    });
    return rows.filter(({ webhookId }) => {
      const count = counts.get(webhookId) ?? 0;
      counts.set(webhookId, count + 1);
      return count < perWebhook;
    });
  }

  #begin(delivery: DueDelivery): void {
    if (this.#isStopped || this.#running.size >= concurrency || this.#running.has(delivery.id)) return;
    const done = attemptDelivery(this.#deps, delivery)
      .catch((thrown: unknown) => {
        // The claim runs out and the delivery is tried again.
        this.#deps.log.error(
          { deliveryId: delivery.id, error: toAppError(thrown) },
          'a delivery attempt failed',
        );
      })
      .finally(() => {
        this.#running.delete(delivery.id);
        this.wake();
      });
    this.#running.set(delivery.id, { webhookId: delivery.webhookId, done });
  }
}

/** One courier for each job that copies an image and runs: begun again whenever its row says that there is one to be carried. */
import { toAppError } from '@busbar/shared/errors/app-error';
import { type CarryDeps, carryImage } from './carry-image.ts';
import { Turns } from './turns.ts';

/** Images that one host sends at once: each pins a window of 1 MiB here. */
const turnsOfHost = 4;

export class Couriers {
  readonly #deps: CarryDeps;
  readonly #stopping = new AbortController();
  readonly #at = new Map<string, Promise<void>>();
  #looking: Promise<void> | null = null;

  constructor(deps: Omit<CarryDeps, 'turns'>) {
    this.#deps = { ...deps, turns: new Turns(turnsOfHost) };
    deps.registry.onReady(() => this.look());
  }

  /** Some host has taken a job. Never throws, never waits. */
  readonly accepted = (kind: string): void => {
    if (kind === 'image.replicate') this.look();
  };

  /** There may be something to carry. Never throws, never waits; the sweep says it again. */
  readonly look = (): void => {
    if (this.#looking !== null || this.#stopping.signal.aborted) return;
    this.#looking = this.#send()
      .catch((thrown: unknown) => {
        this.#deps.log.error({ error: toAppError(thrown) }, 'images to be carried could not be looked for');
      })
      .finally(() => {
        this.#looking = null;
      });
  };

  /** Leaves what is under way where it is: its job waits for the next courier. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#looking;
    await Promise.all(this.#at.values());
  }

  async #send(): Promise<void> {
    const { signal } = this.#stopping;
    const jobs = await this.#deps.db.read.job.findMany({
      where: { kind: 'image.replicate', state: 'running' },
      select: { id: true, hostId: true },
    });
    for (const { id, hostId } of jobs) {
      if (this.#at.has(id) || this.#deps.registry.get(hostId) === null || signal.aborted) continue;
      const done = carryImage(this.#deps, id, signal).finally(() => this.#at.delete(id));
      this.#at.set(id, done);
    }
  }
}

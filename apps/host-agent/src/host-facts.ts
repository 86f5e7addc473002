/** What this host is and has: looked at every half minute, told when it has changed. */
import { statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverFacts, DriverName, HostCapacity, HostImage } from '@busbar/shared/protocol/host-facts';
import type { HostEventBody } from '@busbar/shared/protocol/link';
import type { z } from 'zod';
import type { HypervisorDriver } from './hypervisor/driver.ts';
import type { Log } from './log.ts';

export type Facts = {
  readonly drivers: DriverFacts[];
  readonly images: HostImage[];
  readonly capacity: z.infer<typeof HostCapacity>;
};

export type HostFactsDeps = {
  readonly drivers: readonly HypervisorDriver[];
  readonly stateFolder: string;
  readonly report: (event: HostEventBody) => void;
  readonly log: Log;
};

const lookEveryMs = 30_000;
const lookDeadlineMs = 60_000;
/** Free memory and space change all the time; a tenth of the whole is worth telling. */
const worthTelling = 0.1;

export class HostFacts {
  readonly #deps: HostFactsDeps;
  readonly #stop = new AbortController();
  #facts: Facts;
  #timer: NodeJS.Timeout | null = null;

  private constructor(deps: HostFactsDeps, facts: Facts) {
    this.#deps = deps;
    this.#facts = facts;
  }

  static async look(deps: HostFactsDeps): Promise<HostFacts> {
    const facts = new HostFacts(deps, await lookAt(deps, AbortSignal.timeout(lookDeadlineMs)));
    facts.#again();
    return facts;
  }

  get current(): Facts {
    return this.#facts;
  }

  /** @throws `unsupported` */
  ofDriver(name: DriverName): DriverFacts {
    const facts = this.#facts.drivers.find((driver) => driver.name === name);
    if (facts !== undefined) return facts;
    throw new AppError('unsupported', `This host has no ${name} hypervisor.`);
  }

  /** Looks now instead of at its next time, and tells what has changed before it resolves. */
  async lookNow(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#lookAgain();
  }

  close(): void {
    this.#stop.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #again(): void {
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#lookAgain(), lookEveryMs);
  }

  async #lookAgain(): Promise<void> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(lookDeadlineMs)]);
    try {
      const facts = await lookAt(this.#deps, signal);
      const isChanged = hasChanged(this.#facts, facts);
      if (this.#stop.signal.aborted) return;
      if (isChanged) {
        this.#facts = facts;
        this.#deps.report({ type: 'facts-changed', ...facts });
      }
    } catch (error) {
      if (!this.#stop.signal.aborted)
        this.#deps.log.warn({ err: error }, 'the host’s facts cannot be looked at');
    }
    this.#again();
  }
}

async function lookAt({ drivers, stateFolder }: HostFactsDeps, signal: AbortSignal): Promise<Facts> {
  const [facts, images, disk] = await Promise.all([
    Promise.all(drivers.map((driver) => driver.facts(signal))),
    Promise.all(drivers.map((driver) => driver.images(signal))),
    statfs(stateFolder),
  ]);
  const capacity = {
    cpuCount: availableParallelism(),
    memoryBytes: totalmem(),
    memoryFreeBytes: freemem(),
    diskTotalBytes: disk.blocks * disk.bsize,
    diskFreeBytes: disk.bavail * disk.bsize,
  };
  return { drivers: facts, images: images.flat(), capacity };
}

/** Whether a later look is worth an event. Pure. */
export function hasChanged(before: Facts, after: Facts): boolean {
  const same =
    JSON.stringify([before.drivers, before.images]) === JSON.stringify([after.drivers, after.images]);
  if (!same) return true;
  const { capacity: old } = before;
  const { capacity: now } = after;
  if (old.cpuCount !== now.cpuCount || old.memoryBytes !== now.memoryBytes) return true;
  const isFar = (a: number, b: number, whole: number): boolean => Math.abs(a - b) > whole * worthTelling;
  return (
    old.diskTotalBytes !== now.diskTotalBytes ||
    isFar(old.memoryFreeBytes, now.memoryFreeBytes, now.memoryBytes) ||
    isFar(old.diskFreeBytes, now.diskFreeBytes, now.diskTotalBytes)
  );
}

/** Changes of VMs: Hyper-V's events say when to look, and a look from time to time finds what no event told. */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverVm, VmChange } from '../driver.ts';
import type { HypervHost } from './hyperv-host.ts';

export type Looked = ReadonlyMap<string, string>;

/** What tells one look at the VMs from the next. */
export const fingerprints = (vms: readonly DriverVm[]): Looked =>
  new Map(vms.map((vm) => [vm.vmId, JSON.stringify(vm)]));

/** What differs between two looks. Pure. */
export function changesBetween(before: Looked, after: Looked): readonly VmChange[] {
  const changed = [...after].filter(([vmId, print]) => before.get(vmId) !== print);
  const gone = [...before.keys()].filter((vmId) => !after.has(vmId));
  return [
    ...changed.map(([vmId]): VmChange => ({ vmId, kind: 'changed' })),
    ...gone.map((vmId): VmChange => ({ vmId, kind: 'gone' })),
  ];
}

export type WatchOptions = {
  readonly host: HypervHost;
  readonly look: (signal: AbortSignal) => Promise<readonly DriverVm[]>;
  readonly intervalMs: number;
  readonly onChange: (change: VmChange) => void;
  readonly signal: AbortSignal;
};

/** Of a VM that starts come several events within this time: one look is enough for them. */
const settleMs = 100;

/** Until the signal aborts. A failed look ends it, and so does the end of the events: whoever watches begins again. */
export async function watchVms({ host, look, intervalMs, onChange, signal }: WatchOptions): Promise<void> {
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  const bell = new Bell(either);
  let failure: unknown = null;
  const events = host
    .watch(() => bell.ring(), either)
    .then(
      () => new AppError('unavailable', 'Hyper-V no longer tells of changes.'),
      (error: unknown) => error,
    )
    .then((error) => {
      failure = error;
      bell.ring();
    });
  try {
    let before = fingerprints(await look(either));
    while (!signal.aborted) {
      if (await bell.wait(intervalMs)) await bell.pause(Math.min(settleMs, intervalMs));
      if (signal.aborted) break;
      if (failure !== null) throw failure;
      const after = fingerprints(await look(either));
      for (const change of changesBetween(before, after)) onChange(change);
      before = after;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    ending.abort();
    await events;
  }
}

/** Rung while nobody waits, it is heard by who waits next. */
class Bell {
  readonly #signal: AbortSignal;
  #isRung = false;
  #wake: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.ring(), { once: true });
  }

  ring(): void {
    this.#isRung = true;
    this.#wake();
  }

  /** Whether it was rung before the time was over. */
  async wait(longestMs: number): Promise<boolean> {
    if (!this.#isRung) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, longestMs);
      this.#wake = resolve;
      await promise;
      clearTimeout(timer);
    }
    const wasRung = this.#isRung;
    this.#isRung = false;
    return wasRung;
  }

  /** Lets the time pass; what rings meanwhile belongs to the look that follows. */
  async pause(ms: number): Promise<void> {
    if (!this.#signal.aborted) await delay(ms);
    this.#isRung = this.#signal.aborted;
  }
}

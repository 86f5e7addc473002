import { setTimeout as delay } from 'node:timers/promises';
import type { PowerState } from '@busbar/shared/domain/vm-state';
import type { VmChange } from '../driver.ts';

export type Powers = ReadonlyMap<string, PowerState>;

/** What differs between two looks. Pure. */
export function powerChanges(before: Powers, after: Powers): VmChange[] {
  const changed = [...after].filter(([vmId, power]) => before.get(vmId) !== power);
  const gone = [...before.keys()].filter((vmId) => !after.has(vmId));
  return [
    ...changed.map(([vmId]): VmChange => ({ vmId, kind: 'changed' })),
    ...gone.map((vmId): VmChange => ({ vmId, kind: 'gone' })),
  ];
}

export type PowerWatchOptions = {
  readonly look: () => Promise<Powers>;
  readonly intervalMs: number;
  readonly onChange: (change: VmChange) => void;
  readonly signal: AbortSignal;
};

/**
 * Looks every `intervalMs` and reports differences until the signal aborts. Polling, because a process that
 * an earlier agent started is not our child and its death reaches us by no signal. A failed look ends it.
 */
export async function watchPowers({ look, intervalMs, onChange, signal }: PowerWatchOptions): Promise<void> {
  let before = await look();
  while (await pause(intervalMs, signal)) {
    const after = await look();
    for (const change of powerChanges(before, after)) onChange(change);
    before = after;
  }
}

/** Whether to go on. */
async function pause(intervalMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(intervalMs, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

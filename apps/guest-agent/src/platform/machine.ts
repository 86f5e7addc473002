/** The machine that the agent runs in. The only place that asks which system it has. */
import type { Log } from '../log.ts';
import type { Power } from '../services/power.ts';
import type { BootFacts } from './boot-facts.ts';
import type { GuestSystem } from './guest-system.ts';

export type MachineOptions = {
  /** The guest's file system; `/` except in tests. Linux only. */
  readonly root: string;
  /** The agent's own single file; null when it runs from its sources. */
  readonly executable: string | null;
  readonly isSandbox: boolean;
  /** The agent's own, whole. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** By the monotonic clock. */
  readonly startedAtMs: number;
  /** Ends the agent with this code: how a sandbox shuts down. */
  readonly exit: (code: number) => void;
};

export type Machine = {
  readonly system: GuestSystem;
  readonly boot: BootFacts;
  readonly power: Power;
};

/** Each is loaded only where it is. */
export async function thisMachine(options: MachineOptions): Promise<Machine> {
  if (process.platform === 'win32') {
    return (await import('./windows/windows-machine.ts')).windowsMachine(options);
  }
  return (await import('./linux/linux-machine.ts')).linuxMachine(options);
}

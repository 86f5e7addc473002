/** A program that runs, with all that it has started. */
import type { SpawnOptions } from 'node:child_process';
import type { Signal } from '@busbar/shared/protocol/channel';
import type { Launch } from './launch.ts';

export interface ProcessTree {
  readonly signal: (signal: Signal) => void;
  /** Asks it to end and, after the grace, ends it by force. Does not keep the agent alive. */
  readonly end: () => void;
  /** What ended it, where the system's own exit does not tell; null where it does, or when nothing has. */
  readonly endedBy: () => Signal | null;
  /** Call it once, when the program has exited. */
  readonly release: () => void;
}

export interface ProcessStarter {
  readonly command: (launch: Launch) => Promise<readonly [string, ...string[]]>;
  readonly spawnOptions: Pick<SpawnOptions, 'detached' | 'windowsHide'>;
  /** Takes charge of a program that has just been started. */
  readonly adopt: (pid: number) => ProcessTree;
}

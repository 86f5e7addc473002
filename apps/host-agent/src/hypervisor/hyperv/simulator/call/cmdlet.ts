/**
 * What a simulated cmdlet is: a function of one call that changes the host's state and returns objects. To add one,
 * write it into the table of its family (`vm/power-cmdlets.ts`, …); the catalogue must know it, and a test says
 * which cmdlets of the catalogue have none.
 */
import type { SimulatedHost } from '../daemon/simulated-host.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import type { Arguments } from './arguments.ts';

export type Call = {
  readonly host: SimulatedHost;
  readonly cmdlet: string;
  readonly args: Arguments;
  /**
   * Takes the time that Hyper-V takes for this, telling progress when it runs as a job. `work`: how large the work
   * is, where that counts (bytes copied).
   */
  readonly take: (operation?: string, workBytes?: number) => Promise<void>;
  /** Begins to send this host's events to whoever called. */
  readonly watch: () => void;
};

export type CmdletRun = (call: Call) => Promise<readonly HypervObject[]> | readonly HypervObject[];

export type Cmdlet = {
  readonly run: CmdletRun;
  /** Returns its objects only when asked with `-Passthru`, as most that change something. Default: false. */
  readonly needsPassthru?: boolean;
};

export type CmdletTable = Readonly<Record<string, Cmdlet>>;

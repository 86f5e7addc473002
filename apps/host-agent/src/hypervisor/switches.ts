/** An optional ability of a driver (`switches` in its facts): the virtual switches that its host has. */

export type VirtualSwitch = {
  /** The hypervisor's own. */
  readonly id: string;
  readonly name: string;
  readonly notes: string;
  /** In the hypervisor's words, such as `External`. */
  readonly type: string;
  /** VMs that have a network are put on this one. */
  readonly isForVms: boolean;
};

export interface Switches {
  list(signal: AbortSignal): Promise<readonly VirtualSwitch[]>;
}

export interface HasSwitches {
  readonly switches: Switches;
}

export const hasSwitches = <Driver extends object>(driver: Driver): driver is Driver & HasSwitches =>
  'switches' in driver;

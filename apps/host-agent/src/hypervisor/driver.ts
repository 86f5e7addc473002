/**
 * What a hypervisor must be able to do for Busbar. A few small interfaces; optional abilities are declared
 * as data in `DriverFacts.abilities` and have interfaces of their own. Nothing outside a driver asks which
 * driver it is. Every implementation passes the suite in `conformance.ts`.
 *
 * It does not know jobs, links or seeds: paths of finished discs come in, facts go out.
 */
import type { Socket } from 'node:net';
import type { AdapterHardware } from '@busbar/shared/domain/hardware';
import type { PowerState } from '@busbar/shared/domain/vm-state';
import type { DynamicMemoryBytes } from '@busbar/shared/jobs/vm-provision';
import type { DriverFacts, DriverName, HostImage } from '@busbar/shared/protocol/host-facts';

/** Resources of a VM to be made. Everything a driver makes for it lives in `folder`, which only this VM uses. */
export type VmSpecification = {
  readonly vmId: string;
  readonly name: string;
  readonly image: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly network: 'none' | 'user';
  /** Of drivers with the abilities of these names only (`hardware.ts`); absent: what every VM gets. */
  readonly dynamicMemory?: DynamicMemoryBytes | null;
  /** None: `network` says whether it has one. */
  readonly adapters?: readonly AdapterHardware[];
  readonly tpm?: boolean;
};

export type DriverVm = {
  readonly vmId: string;
  readonly name: string;
  readonly power: PowerState;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly image: string;
  /** Paths of the media attached now. */
  readonly media: readonly AttachedMedium[];
};

/**
 * `seed`: the VM's own cloud-init disc. `tools`: the release's disc with the guest agent. `iso`: what a person has
 * attached, of drivers with the ability `media` only. Each has a drive of its own.
 */
export type MediumRole = 'seed' | 'tools' | 'iso';
export type AttachedMedium = { readonly role: MediumRole; readonly path: string };

/** What `delete` really took away, by path or name; what it could not is an error that names it. */
export type DeletedVm = { readonly removed: readonly string[] };

export type VmChange = { readonly vmId: string; readonly kind: 'changed' | 'gone' };

export type Progress = (doneBytes: number, totalBytes: number | null) => void;

export interface HypervisorDriver {
  readonly name: DriverName;

  /** What this driver can do here and now, and the remedy where it cannot. Never throws. */
  facts(signal: AbortSignal): Promise<DriverFacts>;
  images(signal: AbortSignal): Promise<readonly HostImage[]>;
  /** How many times slower than on a fast machine its VMs boot here. Absent: a boot takes no time worth scaling. */
  bootFactor?(signal: AbortSignal): Promise<number>;

  /**
   * Makes the VM's disk from its image. Idempotent per vmId: a complete disk is kept, a partial one made
   * anew. Never overwrites a file that is not this VM's. Errors: `not-found` (image), `insufficient-storage`.
   */
  createDisk(vm: VmSpecification, progress: Progress, signal: AbortSignal): Promise<void>;
  /** Defines the VM without starting it. Idempotent. Error: `already-exists` when another VM has the name. */
  createVm(vm: VmSpecification, signal: AbortSignal): Promise<void>;
  /** Idempotent; replaces the medium of the same role. The VM may be running where `detach` is concerned. */
  attachMedium(vmId: string, medium: AttachedMedium, signal: AbortSignal): Promise<void>;
  detachMedium(vmId: string, role: MediumRole, signal: AbortSignal): Promise<void>;

  /** Idempotent: starting a running VM does nothing. Returns once it runs, not once it has booted. */
  start(vmId: string, signal: AbortSignal): Promise<void>;
  /**
   * Asks the platform to ask the guest (ACPI or the like), where that exists. The agent's own shutdown is
   * tried first by the caller. Returns at once. Error: `unsupported` where the platform has no such thing.
   */
  requestShutdown(vmId: string, signal: AbortSignal): Promise<void>;
  /** Cuts the power. Idempotent: powering off a stopped VM does nothing. Returns once it is off. */
  powerOff(vmId: string, signal: AbortSignal): Promise<void>;
  /** Cuts and restores the power. The agent's own reboot is tried first by the caller. */
  reset(vmId: string, signal: AbortSignal): Promise<void>;
  /** Powers off, removes the VM and everything in its folder. Idempotent: an unknown VM removes nothing. */
  delete(vmId: string, signal: AbortSignal): Promise<DeletedVm>;

  list(signal: AbortSignal): Promise<readonly DriverVm[]>;
  /** `null` when this driver has no such VM. */
  find(vmId: string, signal: AbortSignal): Promise<DriverVm | null>;
  /** Changes of power and existence, made here or behind our back, until the signal aborts. */
  watch(onChange: (change: VmChange) => void, signal: AbortSignal): Promise<void>;

  /**
   * Dials the guest agent: a native socket (never a JavaScript Duplex) on which HTTP/2 may begin, with any
   * resynchronisation of the transport already done. Errors: `guest-unreachable` (retryable).
   */
  dialGuest(vmId: string, signal: AbortSignal): Promise<Socket>;

  /**
   * Takes over what an earlier process of this agent left running (by recorded pid and start time) and
   * forgets what died. Called once before anything else.
   */
  adopt(signal: AbortSignal): Promise<void>;
  /** Lets go of watchers and connections; running VMs stay running. */
  close(): Promise<void>;
}

/** An optional ability of a driver (`switches` in its facts): the virtual switches that its host has. */

import type { SwitchFacts } from '@busbar/shared/domain/switch';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostNetAdapter, HostSwitch } from '@busbar/shared/protocol/asked-of-host';

export type { HostNetAdapter, HostSwitch, SwitchFacts };

export interface Switches {
  list(signal: AbortSignal): Promise<readonly HostSwitch[]>;
  /** Network adapters of the host itself, for external switches. */
  adapters(signal: AbortSignal): Promise<readonly HostNetAdapter[]>;
  /**
   * An external one interrupts the host's own network for a moment. Idempotent by name: one that has it already, of the
   * same type and adapter, is returned. Errors: `already-exists`, `not-found` (adapter), `conflict` (the adapter has a
   * switch), `invalid-input`, `forbidden`.
   */
  create(facts: SwitchFacts, signal: AbortSignal): Promise<HostSwitch>;
  /** Idempotent. Errors: `conflict` that names the VMs that are on it, running or not; `forbidden`. */
  remove(switchId: string, signal: AbortSignal): Promise<void>;
}

export interface HasSwitches {
  readonly switches: Switches;
}

export const hasSwitches = <Driver extends object>(driver: Driver): driver is Driver & HasSwitches =>
  'switches' in driver;

/** A host's only driver that has any. @throws AppError `unsupported` */
export function switchesAmong<Driver extends { readonly name: string }>(
  drivers: readonly Driver[],
): Driver & HasSwitches {
  const able = drivers.find(hasSwitches);
  if (able !== undefined) return able;
  throw new AppError(
    'unsupported',
    'No hypervisor of this host has virtual switches that Busbar can change.',
  );
}

const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export const findSwitchByName = <Found extends Pick<HostSwitch, 'name'>>(
  switches: readonly Found[],
  name: string,
): Found | undefined => switches.find((each) => isSameName(each.name, name));

/** @throws AppError `already-exists` */
export function refuseTakenSwitchName(switches: readonly Pick<HostSwitch, 'name'>[], name: string): void {
  const taken = findSwitchByName(switches, name);
  if (taken === undefined) return;
  throw new AppError('already-exists', `This host already has a switch named “${taken.name}”.`, {
    userMessage: `This host already has a switch named “${taken.name}”. Choose another name; nothing was changed.`,
  });
}

/** @throws AppError `not-found` without such an adapter, `conflict` when another switch has it */
export function refuseUnfitAdapter(adapters: readonly HostNetAdapter[], name: string): void {
  const found = adapters.find((adapter) => adapter.name === name);
  if (found === undefined) {
    const names = adapters.map((adapter) => `“${adapter.name}”`).join(', ') || 'none';
    throw new AppError('not-found', `This host has no network adapter “${name}” (it has: ${names}).`, {
      userMessage: `This host has no network adapter “${name}”. It has: ${names}. Nothing was changed.`,
    });
  }
  if (found.takenBy === null) return;
  throw new AppError('conflict', `The adapter “${name}” has the switch “${found.takenBy}” already.`, {
    userMessage: `The network adapter “${name}” already carries the switch “${found.takenBy}”, and carries only one. Nothing was changed.`,
  });
}

/** As many names as a sentence bears. */
const namedVms = 5;

/** @throws AppError `precondition-failed` for one of the system's, `conflict` that names the VMs that are on it */
export function refuseSwitchInUse({ name, vms, isBuiltIn }: HostSwitch): void {
  if (isBuiltIn) {
    throw new AppError('precondition-failed', `“${name}” belongs to the system and cannot be removed.`, {
      userMessage: `“${name}” belongs to Windows and cannot be removed. Nothing was changed.`,
    });
  }
  if (vms.length === 0) return;
  const named = vms.slice(0, namedVms).map((vm) => vm.name);
  const more = vms.length > named.length ? ` and ${vms.length - named.length} more` : '';
  const list = `${named.join(', ')}${more}`;
  throw new AppError('conflict', `The switch “${name}” is in use by ${list}.`, {
    userMessage: `VMs are on the switch “${name}”: ${list}. Move them to another switch or delete them first; nothing was changed.`,
    details: { vms: vms.slice(0, 50).map((vm) => vm.name) },
  });
}

/** Parts of a VM or of a checkpoint, as objects. Pure. */
import type { HypervObject } from '../results/hyperv-object.ts';
import type { Configuration, Drive, Snapshot, Vm } from '../state/model.ts';

export type Owner = { readonly vm: Vm; readonly snapshot: Snapshot | null };

export const configurationOf = ({ vm, snapshot }: Owner): Configuration =>
  snapshot?.configuration ?? vm.configuration;

const position = (drive: Drive): number => drive.controllerNumber * 64 + drive.controllerLocation;

export function driveObjects<Kind extends Drive['kind']>(
  owner: Owner,
  kind: Kind,
): Extract<HypervObject, { type: 'VMHardDiskDrive' | 'VMDvdDrive' }>[] {
  const configuration = configurationOf(owner);
  const type = kind === 'disk' ? 'VMHardDiskDrive' : 'VMDvdDrive';
  return configuration.drives
    .filter((drive) => drive.kind === kind)
    .toSorted((one, other) => position(one) - position(other))
    .map((drive) => ({ type, ...owner, configuration, drive }));
}

export function adapterObjects(owner: Owner): Extract<HypervObject, { type: 'VMNetworkAdapter' }>[] {
  const configuration = configurationOf(owner);
  return configuration.adapters.map((adapter) => ({
    type: 'VMNetworkAdapter',
    ...owner,
    configuration,
    adapter,
  }));
}

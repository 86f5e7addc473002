import type { SimulatedHost } from '../daemon/simulated-host.ts';
import { isSamePath } from '../state/host-path.ts';
import type { Configuration, Vm } from '../state/model.ts';
import { type Disk, findDisk, writeDisk } from './disk-file.ts';

/** Writes a child's blocks into its parent: the child's file goes, the parent has become the disk that it was. */
export async function mergeDisk(host: SimulatedHost, child: Disk, parent: Disk): Promise<void> {
  await writeDisk(host.files, { ...parent, sizeBytes: child.sizeBytes, fileBytes: parent.fileBytes });
  await host.files.remove(child.path);
}

const configurations = (vm: Vm): readonly Configuration[] => [
  vm.configuration,
  ...vm.snapshots.map(({ configuration }) => configuration),
];

/** Paths of disks that a VM or its checkpoints name. */
export const diskPathsOf = (vm: Vm): readonly string[] =>
  configurations(vm).flatMap(({ drives }) =>
    drives.flatMap(({ kind, path }) => (kind === 'disk' && path !== null ? [path] : [])),
  );

/** Has a VM and its checkpoints name another file where they named one. */
export function renameDisk(vm: Vm, from: string, to: string): void {
  for (const { drives } of configurations(vm)) {
    for (const drive of drives) {
      if (drive.path !== null && isSamePath(drive.path, from)) drive.path = to;
    }
  }
}

/**
 * Takes away disks that no checkpoint needs any more: one without children is deleted, one with a single child
 * receives that child; one with several stays until a later time. `known`: all disks of the VM before, `freed`:
 * those that may go.
 */
export async function tidyDisks(
  host: SimulatedHost,
  vm: Vm,
  known: readonly string[],
  freed: readonly string[],
): Promise<void> {
  const left = new Set([...known, ...vm.looseDisks]);
  const free = [...freed, ...vm.looseDisks];
  for (;;) {
    const named = diskPathsOf(vm);
    const disks = await readAll(host, [...left]);
    const isNamed = (path: string): boolean => named.some((each) => isSamePath(each, path));
    const childrenOf = (path: string): readonly Disk[] =>
      disks.filter((disk) => disk.parentPath !== null && isSamePath(disk.parentPath, path));
    const next = disks.find(
      ({ path }) =>
        free.some((each) => isSamePath(each, path)) && !isNamed(path) && childrenOf(path).length < 2,
    );
    if (next === undefined) {
      vm.looseDisks = free.filter((path) => left.has(path) && !isNamed(path));
      return;
    }
    const [child] = childrenOf(next.path);
    if (child === undefined) await host.files.remove(next.path);
    else await absorb(host, vm, child, next, childrenOf(child.path));
    left.delete(child?.path ?? next.path);
  }
}

async function absorb(
  host: SimulatedHost,
  vm: Vm,
  child: Disk,
  parent: Disk,
  grandchildren: readonly Disk[],
): Promise<void> {
  await mergeDisk(host, child, parent);
  renameDisk(vm, child.path, parent.path);
  for (const grandchild of grandchildren) {
    await writeDisk(host.files, { ...grandchild, parentPath: parent.path, parentId: parent.id });
  }
}

async function readAll(host: SimulatedHost, paths: readonly string[]): Promise<readonly Disk[]> {
  const disks = await Promise.all(paths.map((path) => findDisk(host.files, path)));
  return disks.filter((disk) => disk !== null);
}

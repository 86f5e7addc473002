/** Disks that go elsewhere with their VM, on the same host or to another one. */
import type { Call } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { SimulatedHost } from '../daemon/simulated-host.ts';
import { openChain } from '../disk/disk-chain.ts';
import { type Disk, writeDisk } from '../disk/disk-file.ts';
import { requireNewFile } from '../disk/make-disk.ts';
import { diskPathsOf, renameDisk } from '../disk/merge-disk.ts';
import { fileNameOf, isLocalPath, joinPath, pathKey } from '../state/host-path.ts';
import type { Vm } from '../state/model.ts';

export type CopiedDisks = {
  /** Has the VM use the copies. */
  readonly use: (vm: Vm) => void;
  /** Takes the copies away. */
  readonly discard: () => Promise<void>;
  /** Of the VM itself: not those that its disks only stand on. */
  readonly own: readonly string[];
  readonly parents: readonly string[];
};

/** Copies all disks of a VM and all that they stand on, for as long as that takes. What fails leaves no copy. */
export async function copyDisks(
  call: Call,
  vm: Vm,
  { to, folder }: { readonly to: SimulatedHost; readonly folder: string },
): Promise<CopiedDisks> {
  const own = new Set(diskPathsOf(vm).map(pathKey));
  const disks = await disksOf(call.host, vm);
  const target = (path: string): string => joinPath(folder, fileNameOf(path));
  const targets = disks.map(({ path }) => target(path));
  for (const path of targets) await requireNewFile(to, path);
  const twice = targets.find((path, index) => targets.indexOf(path) !== index);
  if (twice !== undefined)
    throw new HypervError('OperationFailed', `Two disks have the file name '${fileNameOf(twice)}'.`);
  const discard = async (): Promise<void> => {
    for (const path of targets) await to.files.remove(path);
  };
  try {
    for (const disk of disks) await copyDisk(call.host, to, disk, target);
    await call.take(
      call.cmdlet,
      disks.reduce((sum, disk) => sum + disk.fileBytes, 0),
    );
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    discard,
    use: (moved) => {
      for (const { path } of disks) renameDisk(moved, path, target(path));
      moved.looseDisks = [];
    },
    own: disks.map(({ path }) => path).filter((path) => own.has(pathKey(path))),
    parents: disks.map(({ path }) => path).filter((path) => !own.has(pathKey(path))),
  };
}

/** The VM's own former disks go; parents that others may stand on stay, unless the caller says otherwise. */
export async function dropFormer({ args, host }: Call, { own, parents }: CopiedDisks): Promise<void> {
  for (const path of own) await host.files.remove(path);
  if (args.is('RemoveSourceUnmanagedVhds')) for (const path of parents) await host.files.remove(path);
}

async function copyDisk(
  from: SimulatedHost,
  to: SimulatedHost,
  disk: Disk,
  target: (path: string) => string,
): Promise<void> {
  const path = target(disk.path);
  const parentPath = disk.parentPath === null ? null : target(disk.parentPath);
  if (!disk.isReal) return writeDisk(to.files, { ...disk, path, parentPath });
  if (from !== to && !(isLocalPath(disk.path) && isLocalPath(path)))
    throw new HypervError(
      'NotSupported',
      'A real disk goes to another simulated host by paths of this machine only.',
    );
  await to.files.copy(disk.path, path);
}

/** Every file that a VM's disks consist of, each once. */
async function disksOf(host: SimulatedHost, vm: Vm): Promise<readonly Disk[]> {
  const disks = new Map<string, Disk>();
  for (const path of diskPathsOf(vm)) {
    for (const disk of await openChain(host, path)) disks.set(pathKey(disk.path), disk);
  }
  return [...disks.values()];
}

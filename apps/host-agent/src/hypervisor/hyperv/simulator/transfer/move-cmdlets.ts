import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { SimulatedHost } from '../daemon/simulated-host.ts';
import { openChain } from '../disk/disk-chain.ts';
import { type Disk, writeDisk } from '../disk/disk-file.ts';
import { requireNewFile } from '../disk/make-disk.ts';
import { diskPathsOf, renameDisk } from '../disk/merge-disk.ts';
import { fileNameOf, joinPath, pathKey, pathProblem } from '../state/host-path.ts';
import type { Vm } from '../state/model.ts';
import { targetVms } from '../vm/find-vms.ts';
import { during, requireState } from '../vm/transition.ts';

/** A VM's own disks move; parents that it only stands on are copied and stay where they were. */
async function moveDisks(
  host: SimulatedHost,
  vm: Vm,
  folder: string,
  isParentRemoved: boolean,
): Promise<void> {
  const own = new Set(diskPathsOf(vm).map(pathKey));
  const disks = new Map<string, Disk>();
  for (const path of diskPathsOf(vm)) {
    for (const disk of await openChain(host, path)) disks.set(pathKey(disk.path), disk);
  }
  const target = (path: string): string => joinPath(folder, fileNameOf(path));
  for (const { path } of disks.values()) await requireNewFile(host, target(path));
  for (const [key, disk] of disks) {
    const path = target(disk.path);
    await host.files.copy(disk.path, path);
    const parentPath = disk.parentPath === null ? null : target(disk.parentPath);
    if (!disk.isReal) await writeDisk(host.files, { ...disk, path, parentPath });
    renameDisk(vm, disk.path, path);
    if (own.has(key) || isParentRemoved) await host.files.remove(disk.path);
  }
  vm.looseDisks = [];
}

async function moveStorage(call: Call, vm: Vm): Promise<void> {
  const { args, host } = call;
  if (args.has('Vhds')) throw new HypervError('NotSupported', '-Vhds is not simulated.');
  requireState(vm, ['Off', 'Running', 'Saved', 'Paused']);
  const all = args.text('DestinationStoragePath');
  const folder = all ?? args.text('VirtualMachinePath');
  const given = [all, folder, args.text('SnapshotFilePath'), args.text('SmartPagingFilePath')];
  const problem = given
    .map((path) => (path === undefined ? null : pathProblem(path)))
    .find((each) => each !== null);
  if (problem) throw new HypervError('InvalidParameter', problem);
  await during(call, vm, 'MigratingVirtualMachine', async () => {
    await call.take('Move-VMStorage');
    await host.forgetConfigurationFile(vm);
    try {
      if (all !== undefined) {
        await moveDisks(host, vm, joinPath(all, 'Virtual Hard Disks'), args.is('RemoveSourceUnmanagedVhds'));
      }
      vm.path = folder ?? vm.path;
      vm.snapshotFileLocation = args.text('SnapshotFilePath') ?? all ?? vm.snapshotFileLocation;
      vm.smartPagingFilePath = args.text('SmartPagingFilePath') ?? all ?? vm.smartPagingFilePath;
    } finally {
      await host.writeConfigurationFile(vm);
    }
  });
}

export const moveCmdlets: CmdletTable = {
  'Move-VMStorage': {
    run: async (call) => {
      for (const vm of targetVms(call)) await moveStorage(call, vm);
      return [];
    },
  },
  /** No simulated host takes VMs from others, as every Windows before Enable-VMMigration. */
  'Move-VM': {
    run: (call) => {
      targetVms(call);
      throw new HypervError(
        'OperationFailed',
        'Virtual machine migration operation failed at migration source: migration is not enabled on this host.',
      );
    },
  },
};

/** Export: a folder of its own with the configuration and copies of all disks, parents included. */
import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError, hresults } from '../call/hyperv-error.ts';
import { targetSnapshots } from '../checkpoint/find-snapshots.ts';
import { openChain } from '../disk/disk-chain.ts';
import { type Disk, writeDisk } from '../disk/disk-file.ts';
import { diskPathsOf, renameDisk } from '../disk/merge-disk.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import { fileNameOf, isFileName, joinPath, pathKey, pathProblem } from '../state/host-path.ts';
import type { Snapshot, Vm } from '../state/model.ts';
import { configurationPath, writeConfiguration } from '../vm/configuration-file.ts';
import { targetVms } from '../vm/find-vms.ts';
import { during, requireState } from '../vm/transition.ts';

/** `<path>/<name of the VM>`, which must be new or empty. */
async function folderFor(call: Call, vm: Vm): Promise<string> {
  const path = call.args.needText('Path');
  const problem =
    pathProblem(path) ?? (isFileName(vm.name) ? null : 'No folder can have the name of the VM.');
  if (problem !== null) throw new HypervError('InvalidParameter', problem);
  const folder = joinPath(path, vm.name);
  if (await call.host.files.isFolderEmpty(folder)) return folder;
  throw new HypervError(
    'OperationFailed',
    `Failed to export virtual machine '${vm.name}': '${folder}' already exists. (0x80070050)`,
    hresults.fileExists,
  );
}

/** Every file that a VM's disks consist of, each once. */
async function filesOf(call: Call, vm: Vm): Promise<readonly Disk[]> {
  const found = new Map<string, Disk>();
  for (const path of diskPathsOf(vm)) {
    for (const disk of await openChain(call.host, path)) found.set(pathKey(disk.path), disk);
  }
  return [...found.values()];
}

const switchNames = (call: Call): Record<string, string> =>
  Object.fromEntries(call.host.record.switches.map(({ id, name }) => [id, name]));

/** Copies the disks beside each other and has the copied chains stand on the copies. */
async function copyDisks(
  call: Call,
  disks: readonly Disk[],
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const copies = new Map<string, string>();
  for (const { path } of disks) {
    const copy = joinPath(folder, fileNameOf(path));
    if ([...copies.values()].includes(copy)) {
      throw new HypervError('OperationFailed', `Two disks have the file name '${fileNameOf(path)}'.`);
    }
    copies.set(pathKey(path), copy);
  }
  for (const disk of disks) {
    const copy = copies.get(pathKey(disk.path))!;
    const parentCopy = disk.parentPath === null ? null : copies.get(pathKey(disk.parentPath));
    await call.host.files.copy(disk.path, copy);
    if (!disk.isReal)
      await writeDisk(call.host.files, { ...disk, path: copy, parentPath: parentCopy ?? disk.parentPath });
  }
  return copies;
}

async function exportVm(call: Call, vm: Vm): Promise<void> {
  const exportable = ['Off', 'Saved', 'Running', 'Paused'] as const;
  requireState(vm, exportable);
  const folder = await folderFor(call, vm);
  const disks = await filesOf(call, vm);
  // Another operation may have begun meanwhile.
  requireState(vm, exportable);
  await during(call, vm, 'ExportingVirtualMachine', async () => {
    await call.take(
      'Export-VM',
      disks.reduce((sum, disk) => sum + disk.fileBytes, 0),
    );
    await writeExport(call, vm, disks, folder);
  });
}

async function writeExport(call: Call, vm: Vm, disks: readonly Disk[], folder: string): Promise<void> {
  const copies = await copyDisks(call, disks, joinPath(folder, 'Virtual Hard Disks'));
  const exported = structuredClone(vm);
  // Only with its memory does what ran go on in the copy; otherwise it starts anew.
  const hasMemory = call.args.text('CaptureLiveState') === 'CaptureSavedState' || vm.state === 'Saved';
  exported.state = hasMemory && vm.state !== 'Off' ? 'Saved' : 'Off';
  exported.operationalStatus = 'Ok';
  exported.startedAt = null;
  for (const disk of disks) renameDisk(exported, disk.path, copies.get(pathKey(disk.path))!);
  exported.looseDisks = vm.looseDisks.map((path) => copies.get(pathKey(path)) ?? path);
  await writeConfiguration(call.host.files, configurationPath(folder, vm.id), {
    vm: exported,
    switchNames: switchNames(call),
  });
}

async function exportVms(call: Call): Promise<readonly HypervObject[]> {
  const vms = targetVms(call);
  for (const vm of vms) await exportVm(call, vm);
  return vms.map((vm) => ({ type: 'VirtualMachine', vm }));
}

/** A checkpoint becomes a VM of its own, which has no checkpoints and stands on no parent. */
async function exportSnapshot(call: Call, vm: Vm, snapshot: Snapshot): Promise<void> {
  const folder = await folderFor(call, vm);
  const exported = structuredClone(vm);
  Object.assign(exported, {
    configuration: structuredClone(snapshot.configuration),
    snapshots: [],
    parentSnapshotId: null,
    looseDisks: [],
    state: 'Off',
    operationalStatus: 'Ok',
    startedAt: null,
  });
  await call.take('Export-VMSnapshot');
  for (const path of diskPathsOf(exported)) {
    const [leaf] = await openChain(call.host, path);
    const copy = joinPath(folder, 'Virtual Hard Disks', fileNameOf(path).replace(/\.a(vhdx?)$/i, '.$1'));
    const merged: Disk = {
      ...leaf!,
      path: copy,
      isReal: false,
      type: 'Dynamic',
      parentPath: null,
      parentId: null,
    };
    await writeDisk(call.host.files, merged);
    renameDisk(exported, path, copy);
  }
  const file = configurationPath(folder, vm.id);
  await writeConfiguration(call.host.files, file, { vm: exported, switchNames: switchNames(call) });
}

export const exportCmdlets: CmdletTable = {
  'Export-VM': { run: exportVms, needsPassthru: true },
  'Export-VMSnapshot': {
    needsPassthru: true,
    run: async (call) => {
      const targets = targetSnapshots(call);
      for (const { vm, snapshot } of targets) await exportSnapshot(call, vm, snapshot);
      return targets;
    },
  },
};

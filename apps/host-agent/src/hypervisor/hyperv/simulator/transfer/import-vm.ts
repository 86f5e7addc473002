/** Import: in place (registers what lies there) or as a copy, with its own id or a new one. */
import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError, hresults } from '../call/hyperv-error.ts';
import { openChain } from '../disk/disk-chain.ts';
import { type Disk, writeDisk } from '../disk/disk-file.ts';
import { requireNewFile } from '../disk/make-disk.ts';
import { diskPathsOf, renameDisk } from '../disk/merge-disk.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import { fileNameOf, folderOf, joinPath, pathKey } from '../state/host-path.ts';
import type { Vm } from '../state/model.ts';
import { type ConfigurationFile, readConfiguration } from '../vm/configuration-file.ts';

async function importVm(call: Call): Promise<readonly HypervObject[]> {
  const { args, host } = call;
  const path = args.needText('Path');
  const file = await readConfiguration(host.files, path);
  const vm = structuredClone(file.vm);
  await findDisks(call, vm, path);
  connect(call, vm, file);
  if (args.is('GenerateNewId')) renew(call, vm);
  if (host.vms().some(({ id }) => id === vm.id)) throw idTaken();
  if (args.is('Copy')) await copyAway(call, vm);
  else {
    await call.take('Import-VM');
    Object.assign(vm, placesOf(folderOf(folderOf(path))));
  }
  vm.createdAt = host.now();
  await host.addVm(vm);
  return [{ type: 'VirtualMachine', vm }];
}

const idTaken = (): HypervError =>
  new HypervError(
    'OperationFailed',
    'Failed to import a virtual machine: the operation failed because a virtual machine with the same identifier already exists. (0x800700B7)',
    hresults.alreadyExists,
  );

const placesOf = (folder: string): Pick<Vm, 'path' | 'snapshotFileLocation' | 'smartPagingFilePath'> => ({
  path: folder,
  snapshotFileLocation: folder,
  smartPagingFilePath: folder,
});

/** Disks are looked for where the call says, beside the configuration, and where they were. */
async function findDisks(call: Call, vm: Vm, configuration: string): Promise<void> {
  const beside = joinPath(folderOf(folderOf(configuration)), 'Virtual Hard Disks');
  const source = call.args.text('VhdSourcePath');
  for (const path of new Set(diskPathsOf(vm))) {
    const name = fileNameOf(path);
    const places = [...(source === undefined ? [] : [joinPath(source, name)]), joinPath(beside, name), path];
    const sizes = await Promise.all(places.map((place) => call.host.files.sizeOf(place)));
    const found = places.find((_, index) => sizes[index] !== null);
    if (found === undefined) throw incompatible(`the disk '${name}' was not found`);
    renameDisk(vm, path, found);
  }
}

/** Adapters find their switch by its id or its name; a switch that is missing stops the import. */
function connect(call: Call, vm: Vm, { switchNames }: ConfigurationFile): void {
  const { switches } = call.host.record;
  for (const adapter of vm.configuration.adapters) {
    const wanted = adapter.switchId;
    if (wanted === null) continue;
    const found =
      switches.find(({ id }) => id === wanted) ?? switches.find(({ name }) => name === switchNames[wanted]);
    if (found === undefined)
      throw incompatible(`could not find Ethernet switch '${switchNames[wanted] ?? wanted}'`);
    adapter.switchId = found.id;
  }
}

const incompatible = (reason: string): HypervError =>
  new HypervError(
    'OperationFailed',
    `Unable to import virtual machine due to configuration errors: ${reason}. Please use Compare-VM to repair the virtual machine.`,
  );

/** A copy is another VM: new ids for all that has one, dynamic MAC addresses drawn anew at its first start. */
function renew({ host }: Call, vm: Vm): void {
  vm.id = host.newId();
  const renamed = new Map(vm.snapshots.map(({ id }) => [id, host.newId()]));
  const snapshotId = (id: string | null): string | null => (id === null ? null : (renamed.get(id) ?? null));
  vm.parentSnapshotId = snapshotId(vm.parentSnapshotId);
  for (const snapshot of vm.snapshots) {
    snapshot.parentId = snapshotId(snapshot.parentId);
    snapshot.id = renamed.get(snapshot.id)!;
  }
  for (const adapter of vm.configuration.adapters) {
    if (adapter.isDynamicMac) adapter.macAddress = '000000000000';
  }
  vm.meteringSince = null;
}

async function copyAway(call: Call, vm: Vm): Promise<void> {
  const { args, host } = call;
  const folder = args.text('VirtualMachinePath') ?? host.record.virtualMachinePath;
  const diskFolder = args.text('VhdDestinationPath') ?? host.record.virtualHardDiskPath;
  const disks = new Map<string, Disk>();
  for (const path of diskPathsOf(vm)) {
    for (const disk of await openChain(host, path)) disks.set(pathKey(disk.path), disk);
  }
  const copies = new Map([...disks].map(([key, { path }]) => [key, joinPath(diskFolder, fileNameOf(path))]));
  for (const copy of copies.values()) await requireNewFile(host, copy);
  await call.take(
    'Import-VM',
    [...disks.values()].reduce((sum, disk) => sum + disk.fileBytes, 0),
  );
  for (const [key, disk] of disks) {
    const copy = copies.get(key)!;
    const parent = disk.parentPath === null ? null : copies.get(pathKey(disk.parentPath));
    await host.files.copy(disk.path, copy);
    if (!disk.isReal)
      await writeDisk(host.files, { ...disk, path: copy, parentPath: parent ?? disk.parentPath });
    renameDisk(vm, disk.path, copy);
  }
  Object.assign(vm, placesOf(folder));
  vm.snapshotFileLocation = args.text('SnapshotFilePath') ?? folder;
  vm.smartPagingFilePath = args.text('SmartPagingFilePath') ?? folder;
}

export const importCmdlets: CmdletTable = { 'Import-VM': { run: importVm } };

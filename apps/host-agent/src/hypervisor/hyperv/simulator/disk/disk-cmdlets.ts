/** Virtual disks as files: made, told, resized, converted, compacted, merged. */
import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import { isSamePath } from '../state/host-path.ts';
import { openChain } from './disk-chain.ts';
import { readDisk, writeDisk } from './disk-file.ts';
import { diskObject } from './disk-object.ts';
import { requireUnused } from './disk-users.ts';
import { checkDiskSize, makeChild, makeDisk, requireNewFile } from './make-disk.ts';
import { mergeDisk } from './merge-disk.ts';
import { mountCmdlets } from './mount-cmdlets.ts';

const paths = (call: Call): readonly string[] => call.args.texts('Path') ?? [];

async function newVhd(call: Call): Promise<readonly HypervObject[]> {
  const { args } = call;
  if (args.has('SourceDisk')) {
    throw new HypervError('NotSupported', 'The simulated host has no physical disk to copy.');
  }
  const made: HypervObject[] = [];
  for (const path of paths(call)) {
    const parentPath = args.text('ParentPath');
    if (parentPath !== undefined) {
      const parent = await readDisk(call.host.files, parentPath);
      await call.take('New-VHD:Differencing');
      await makeChild(call, path, parent, args.number('SizeBytes'));
    } else {
      const sizeBytes = args.number('SizeBytes') ?? 0;
      const isFixed = args.is('Fixed');
      await call.take('New-VHD', isFixed ? sizeBytes : 0);
      await makeDisk(call, {
        path,
        type: isFixed ? 'Fixed' : 'Dynamic',
        sizeBytes,
        blockBytes: args.number('BlockSizeBytes'),
        logicalSectorBytes: args.number('LogicalSectorSizeBytes'),
        physicalSectorBytes: args.number('PhysicalSectorSizeBytes'),
      });
    }
    made.push(await diskObject(call.host, path));
  }
  return made;
}

async function getVhd(call: Call): Promise<readonly HypervObject[]> {
  const { args, host } = call;
  await call.take();
  if (args.has('DiskNumber')) {
    const mounted = host.record.mounted.find(({ diskNumber }) => diskNumber === args.number('DiskNumber'));
    if (mounted === undefined) throw new HypervError('DeviceNotFound', 'No such disk is mounted.');
    return [await diskObject(host, mounted.path)];
  }
  const ofVms = (args.texts('VMId') ?? []).flatMap((id) =>
    host.needVm(id).configuration.drives.flatMap(({ kind, path }) => (kind === 'disk' && path ? [path] : [])),
  );
  return Promise.all([...paths(call), ...ofVms].map((path) => diskObject(host, path)));
}

async function resizeVhd(call: Call): Promise<readonly HypervObject[]> {
  if (!call.host.record.machine.isElevated) {
    throw new HypervError('AccessDenied', 'Resize-VHD needs an administrator of Windows.');
  }
  const resized: HypervObject[] = [];
  for (const path of paths(call)) {
    const disk = await readDisk(call.host.files, path);
    const sizeBytes = call.args.number('SizeBytes') ?? disk.sizeBytes;
    checkDiskSize(sizeBytes, disk.format);
    await requireNoChild(call, path);
    // Of an open disk only a VHDX on a SCSI controller grows.
    if (disk.format === 'VHD' || sizeBytes < disk.sizeBytes) await requireUnused(call.host, path);
    if (sizeBytes < disk.sizeBytes) {
      throw new HypervError(
        'InvalidParameter',
        'The disk cannot become smaller than what its partitions take.',
      );
    }
    await call.take();
    await writeDisk(call.host.files, { ...disk, sizeBytes });
    resized.push(await diskObject(call.host, path));
  }
  return resized;
}

/** A parent that changes would tear its children; of the VMs here at least Hyper-V knows. */
async function requireNoChild(call: Call, path: string): Promise<void> {
  for (const vm of call.host.vms()) {
    const isParent = vm.snapshots.some(({ configuration }) =>
      configuration.drives.some((drive) => drive.path === path),
    );
    if (isParent) {
      throw new HypervError('InvalidOperation', `'${path}' belongs to a checkpoint of '${vm.name}'.`);
    }
  }
}

async function convertVhd(call: Call): Promise<readonly HypervObject[]> {
  const { args, host } = call;
  const source = args.needText('Path');
  const destination = args.needText('DestinationPath');
  const [disk] = await openChain(host, source);
  await requireUnused(host, source);
  await requireNewFile(host, destination);
  const type = args.text('VHDType') ?? (disk!.type === 'Fixed' ? 'Fixed' : 'Dynamic');
  await call.take('Convert-VHD', disk!.sizeBytes);
  if (type === 'Differencing') {
    await makeChild(call, destination, await readDisk(host.files, args.needText('ParentPath')));
  } else {
    await makeDisk(call, {
      path: destination,
      type: type === 'Fixed' ? 'Fixed' : 'Dynamic',
      sizeBytes: disk!.sizeBytes,
      blockBytes: args.number('BlockSizeBytes'),
    });
  }
  if (args.is('DeleteSource')) await host.files.remove(source);
  return [await diskObject(host, destination)];
}

/** Detached, or attached read-only; Retrim wants the latter, other modes make do with less (Optimize-VHD.md). */
async function optimizeVhd(call: Call): Promise<readonly HypervObject[]> {
  const { args, host } = call;
  const optimized: HypervObject[] = [];
  for (const path of paths(call)) {
    const disk = await readDisk(host.files, path);
    if (disk.type === 'Fixed') throw new HypervError('NotSupported', `'${path}' is a fixed disk.`);
    const mounted = host.record.mounted.find((each) => isSamePath(each.path, path));
    if (mounted?.isReadOnly !== true) {
      await requireUnused(host, path);
      if (args.text('Mode') === 'Retrim') {
        throw new HypervError('InvalidParameter', `Retrim needs '${path}' to be mounted read-only.`);
      }
    }
    await call.take('Optimize-VHD', disk.fileBytes);
    const { usedBytes = disk.fileBytes } = disk;
    if (usedBytes < disk.fileBytes) await writeDisk(host.files, { ...disk, fileBytes: usedBytes });
    optimized.push(await diskObject(host, path));
  }
  return optimized;
}

async function mergeVhd(call: Call): Promise<readonly HypervObject[]> {
  const { args, host } = call;
  const path = args.needText('Path');
  const chain = await openChain(host, path);
  const parent = chain[1];
  if (parent === undefined) throw new HypervError('InvalidOperation', `'${path}' has no parent.`);
  await requireUnused(host, path);
  await requireUnused(host, parent.path);
  const destination = args.text('DestinationPath') ?? parent.path;
  await call.take('Merge-VHD', chain[0]!.fileBytes);
  if (destination === parent.path) await mergeDisk(host, chain[0]!, parent);
  else await makeDisk(call, { path: destination, type: 'Dynamic', sizeBytes: chain[0]!.sizeBytes });
  return [await diskObject(host, destination)];
}

async function setVhd(call: Call): Promise<readonly HypervObject[]> {
  const { args, host } = call;
  const path = args.needText('Path');
  const disk = await readDisk(host.files, path);
  await requireUnused(host, path);
  await call.take();
  if (args.has('ParentPath')) {
    const parent = await readDisk(host.files, args.needText('ParentPath'));
    if (disk.type !== 'Differencing') {
      throw new HypervError('InvalidParameter', `'${path}' is no differencing disk.`);
    }
    if (parent.id !== disk.parentId && !args.is('IgnoreIdMismatch')) {
      throw new HypervError('OperationFailed', 'The identifier of the parent does not match. (0xC03A000E)');
    }
    await writeDisk(host.files, { ...disk, parentPath: parent.path, parentId: parent.id });
  } else if (args.is('ResetDiskIdentifier')) {
    await writeDisk(host.files, { ...disk, id: host.newId() });
  } else {
    const physicalSectorBytes = args.number('PhysicalSectorSizeBytes') ?? disk.physicalSectorBytes;
    await writeDisk(host.files, { ...disk, physicalSectorBytes });
  }
  return [await diskObject(host, path)];
}

/** True, or an error that says what is wrong. */
async function testVhd(call: Call): Promise<readonly HypervObject[]> {
  await call.take();
  for (const path of paths(call)) await openChain(call.host, path);
  return paths(call).map(() => ({ type: 'Record', properties: { Value: true } }));
}

export const diskCmdlets: CmdletTable = {
  'New-VHD': { run: newVhd },
  'Get-VHD': { run: getVhd },
  'Set-VHD': { run: setVhd, needsPassthru: true },
  'Test-VHD': { run: testVhd },
  'Resize-VHD': { run: resizeVhd, needsPassthru: true },
  'Convert-VHD': { run: convertVhd, needsPassthru: true },
  'Optimize-VHD': { run: optimizeVhd, needsPassthru: true },
  'Merge-VHD': { run: mergeVhd, needsPassthru: true },
  ...mountCmdlets,
};

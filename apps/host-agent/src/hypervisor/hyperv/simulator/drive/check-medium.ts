import type { Call } from '../call/cmdlet.ts';
import { HypervError, hresults } from '../call/hyperv-error.ts';
import { openChain } from '../disk/disk-chain.ts';
import { checkDiskPath } from '../disk/disk-file.ts';
import { extensionOf, isSamePath, pathProblem } from '../state/host-path.ts';
import type { Vm } from '../state/model.ts';

const notFound = (path: string): HypervError =>
  new HypervError(
    'FileNotFound',
    `Cannot find path '${path}' because it does not exist. (0x80070002)`,
    hresults.fileNotFound,
  );

/** A disc that is put into a drive: an existing ISO, unless the call asks not to look. */
export async function checkDisc(call: Call, path: string): Promise<void> {
  const problem = pathProblem(path);
  if (problem !== null) throw new HypervError('InvalidParameter', `${problem} ('${path.slice(0, 200)}')`);
  if (extensionOf(path) !== '.iso') {
    throw new HypervError('InvalidParameter', `'${path}' is no .iso file.`);
  }
  if (call.args.is('AllowUnverifiedPaths')) return;
  // Files of a simulated Windows are not all known; those of this machine are.
  if (path.startsWith('/') && (await call.host.files.sizeOf(path)) === null) throw notFound(path);
}

/** A disk that is hung into a VM: an existing chain that the VM does not have already. */
export async function checkDisk(call: Call, vm: Vm, path: string): Promise<void> {
  checkDiskPath(path);
  const isAttached = vm.configuration.drives.some(
    (drive) => drive.path !== null && isSamePath(drive.path, path),
  );
  if (isAttached) {
    throw new HypervError(
      'ObjectInUse',
      `'${path}' is already attached to '${vm.name}'.`,
      hresults.sharingViolation,
    );
  }
  if (!call.args.is('AllowUnverifiedPaths')) await openChain(call.host, path);
}

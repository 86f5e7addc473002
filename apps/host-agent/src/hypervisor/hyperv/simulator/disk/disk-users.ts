import { HypervError, hresults } from '../call/hyperv-error.ts';
import type { SimulatedHost } from '../daemon/simulated-host.ts';
import { isSamePath, pathKey } from '../state/host-path.ts';
import type { Vm } from '../state/model.ts';
import { openChain } from './disk-chain.ts';

const opened: readonly Vm['state'][] = [
  ...['Starting', 'Running', 'Stopping', 'Saving'],
  ...['Pausing', 'Paused', 'Resuming', 'Reset'],
] as Vm['state'][];

/** The other VM that has this very disk open, so that it cannot be opened again. */
export async function diskUser(host: SimulatedHost, path: string, except: Vm | null): Promise<Vm | null> {
  return (
    host
      .vms()
      .find(
        (vm) =>
          vm !== except &&
          opened.includes(vm.state) &&
          vm.configuration.drives.some(
            (drive) => drive.kind === 'disk' && drive.path !== null && isSamePath(drive.path, path),
          ),
      ) ?? null
  );
}

/** Whether anything has it open: itself, as the parent of a disk in use, or mounted here. */
export async function isDiskInUse(host: SimulatedHost, path: string): Promise<boolean> {
  if (host.record.mounted.some((mounted) => isSamePath(mounted.path, path))) return true;
  const key = pathKey(path);
  for (const vm of host.vms()) {
    if (!opened.includes(vm.state)) continue;
    for (const drive of vm.configuration.drives) {
      if (drive.kind !== 'disk' || drive.path === null) continue;
      if (pathKey(drive.path) === key) return true;
      const chain = await openChain(host, drive.path).catch(brokenChain);
      if (chain.some((disk) => pathKey(disk.path) === key)) return true;
    }
  }
  return false;
}

/** A chain that cannot be opened uses nothing. */
function brokenChain(error: unknown): [] {
  if (error instanceof HypervError) return [];
  throw error;
}

/** @throws HypervError `ObjectInUse`. */
export async function requireUnused(host: SimulatedHost, path: string): Promise<void> {
  if (!(await isDiskInUse(host, path))) return;
  throw new HypervError(
    'ObjectInUse',
    `The operation cannot be performed while the object is in use. ('${path}')`,
    hresults.sharingViolation,
  );
}

import { join } from 'node:path';
import type { SimulatedHyperv } from '../environment.ts';
import type { HypervisorDriver } from './driver.ts';
import { QemuDriver } from './qemu/qemu-driver.ts';
import { SandboxDriver } from './sandbox/sandbox-driver.ts';

export type DriverDeps = {
  /** Durable: VM folders and, unless `imagesFolder` is given, images. */
  readonly stateFolder: string;
  /** For sockets; short, and best on a tmpfs. */
  readonly runtimeFolder: string;
  /** Default: `<stateFolder>/images`. */
  readonly imagesFolder?: string;
  /** Further places for files of VMs, by name. Default: none. */
  readonly vmFolders?: ReadonlyMap<string, string>;
  /** The guest agent's single executable for this machine's platform. */
  readonly guestExecutable: string;
  /** Default: none; on Windows, its own Hyper-V. */
  readonly simulatedHyperv?: SimulatedHyperv | null;
  /** Default: this machine's. */
  readonly platform?: NodeJS.Platform;
};

/** Every driver that this platform could have; `facts()` says which of them are ready. */
export async function createDrivers(deps: DriverDeps): Promise<HypervisorDriver[]> {
  const { platform = process.platform, simulatedHyperv = null } = deps;
  const isWindows = platform === 'win32';
  const local = isWindows ? [] : [createSandbox(deps), createQemu(deps)];
  return isWindows || simulatedHyperv !== null ? [...local, await loadHyperv(deps)] : local;
}

/** Loaded only where it is used: a host agent on Linux has no memory to spare for it. */
async function loadHyperv(deps: DriverDeps): Promise<HypervisorDriver> {
  const { createHyperv } = await import('./hyperv/create-hyperv.ts');
  return createHyperv({ ...deps, imagesFolder: imagesFolderOf(deps) });
}

const imagesFolderOf = ({ imagesFolder, stateFolder }: DriverDeps): string =>
  imagesFolder ?? join(stateFolder, 'images');

const createSandbox = ({ stateFolder, runtimeFolder, guestExecutable }: DriverDeps): HypervisorDriver =>
  new SandboxDriver({
    vmsFolder: join(stateFolder, 'sandbox'),
    runtimeFolder: join(runtimeFolder, 'sandbox'),
    guestExecutable,
  });

const createQemu = (deps: DriverDeps): HypervisorDriver =>
  new QemuDriver({
    folder: join(deps.stateFolder, 'qemu'),
    runtimeFolder: join(deps.runtimeFolder, 'qemu'),
    imagesFolder: imagesFolderOf(deps),
  });

import { join } from 'node:path';
import type { SimulatedHyperv } from '../environment.ts';
import type { HypervisorDriver } from './driver.ts';
import { dialNothing, dialSimulated } from './hyperv/dial-guest.ts';
import { HypervDriver } from './hyperv/hyperv-driver.ts';
import { hostScriptPath, powerShellCommand, standInCommand } from './hyperv/powershell/host-command.ts';
import { PowerShellHost } from './hyperv/powershell/powershell-host.ts';
import { QemuDriver } from './qemu/qemu-driver.ts';
import { SandboxDriver } from './sandbox/sandbox-driver.ts';

export type DriverDeps = {
  /** Durable: VM folders and, unless `imagesFolder` is given, images. */
  readonly stateFolder: string;
  /** For sockets; short, and best on a tmpfs. */
  readonly runtimeFolder: string;
  /** Default: `<stateFolder>/images`. */
  readonly imagesFolder?: string;
  /** The guest agent's single executable for this machine's platform. */
  readonly guestExecutable: string;
  /** Default: none; on Windows, its own Hyper-V. */
  readonly simulatedHyperv?: SimulatedHyperv | null;
  /** Default: this machine's. */
  readonly platform?: NodeJS.Platform;
};

/** Every driver that this platform could have; `facts()` says which of them are ready. */
export function createDrivers(deps: DriverDeps): HypervisorDriver[] {
  const { platform = process.platform, simulatedHyperv = null } = deps;
  if (platform === 'win32') return [createHyperv(deps)];
  return [createSandbox(deps), createQemu(deps), ...(simulatedHyperv === null ? [] : [createHyperv(deps)])];
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

function createHyperv(deps: DriverDeps): HypervisorDriver {
  const simulated = deps.simulatedHyperv ?? null;
  const command =
    simulated === null ? powerShellCommand(hostScriptPath()) : standInCommand(simulated.command);
  return new HypervDriver({
    host: new PowerShellHost({ command }),
    dial: simulated === null ? dialNothing : dialSimulated(simulated.channelsFolder),
    folder: join(deps.stateFolder, 'hyperv'),
    imagesFolder: imagesFolderOf(deps),
  });
}

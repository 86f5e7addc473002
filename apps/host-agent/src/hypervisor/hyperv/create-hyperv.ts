import { join } from 'node:path';
import type { DriverDeps } from '../create-drivers.ts';
import { dialHvSock, dialSimulated } from './dial-guest.ts';
import { HypervDriver } from './hyperv-driver.ts';
import { hostScriptPath, powerShellCommand, standInCommand } from './powershell/host-command.ts';
import { PowerShellHost } from './powershell/powershell-host.ts';

/** The driver with what is behind it: Windows PowerShell, or the simulator in its place. */
export function createHyperv(deps: DriverDeps & { readonly imagesFolder: string }): HypervDriver {
  const simulated = deps.simulatedHyperv ?? null;
  const command =
    simulated === null ? powerShellCommand(hostScriptPath()) : standInCommand(simulated.command);
  return new HypervDriver({
    host: new PowerShellHost({ command }),
    dial: simulated === null ? dialHvSock : dialSimulated(simulated.channelsFolder),
    folder: join(deps.stateFolder, 'hyperv'),
    imagesFolder: deps.imagesFolder,
  });
}

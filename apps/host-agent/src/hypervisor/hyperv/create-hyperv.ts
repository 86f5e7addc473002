import { join } from 'node:path';
import type { SimulatedHyperv } from '../../environment.ts';
import type { DriverDeps } from '../create-drivers.ts';
import { dialHvSock, dialSimulated } from './dial-guest.ts';
import { dialPipe, dialSimulatedSerial } from './dial-serial.ts';
import { HypervDriver } from './hyperv-driver.ts';
import type { HypervHost } from './hyperv-host.ts';
import { hostScriptPath, powerShellCommand, standInCommand } from './powershell/host-command.ts';
import { PowerShellHost } from './powershell/powershell-host.ts';

/** Windows PowerShell, or the simulator in its place. */
export function createHypervHost(simulated: SimulatedHyperv | null): HypervHost {
  const command =
    simulated === null ? powerShellCommand(hostScriptPath()) : standInCommand(simulated.command);
  return new PowerShellHost({ command });
}

/** The driver with what is behind it: Windows PowerShell, or the simulator in its place. */
export function createHyperv(deps: DriverDeps & { readonly imagesFolder: string }): HypervDriver {
  const simulated = deps.simulatedHyperv ?? null;
  return new HypervDriver({
    host: createHypervHost(simulated),
    dial: simulated === null ? dialHvSock : dialSimulated(simulated.channelsFolder),
    dialSerial: simulated === null ? dialPipe : dialSimulatedSerial(simulated.channelsFolder),
    folder: join(deps.stateFolder, 'hyperv'),
    imagesFolder: deps.imagesFolder,
    ...(deps.vmFolders === undefined ? {} : { vmFolders: deps.vmFolders }),
  });
}

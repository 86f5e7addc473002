import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import type { z } from 'zod';
import { dialSimulated } from '../hyperv/dial-guest.ts';
import { dialSimulatedSerial } from '../hyperv/dial-serial.ts';
import { HypervDriver } from '../hyperv/hyperv-driver.ts';
import type { HypervHost } from '../hyperv/hyperv-host.ts';
import { standInCommand } from '../hyperv/powershell/host-command.ts';
import { PowerShellHost } from '../hyperv/powershell/powershell-host.ts';
import type { Fault } from '../hyperv/simulator/daemon/faults.ts';
import { Simulator } from '../hyperv/simulator/daemon/simulator.ts';
import type { DriverFixture } from './driver-under-test.ts';
import { recordedProcess } from './process-conformance.ts';
import { writeSeedDisc } from './seed-disc.ts';
import { makeSimulatedImage, simulatedImage } from './simulated-image.ts';

const hostName = 'h1';
const standIn = fileURLToPath(new URL('../hyperv/simulator/stand-in.ts', import.meta.url));

export type HypervFixture = Omit<DriverFixture, 'makeDriver'> & {
  readonly makeDriver: (overrides?: Partial<ConstructorParameters<typeof HypervDriver>[0]>) => HypervDriver;
  readonly simulator: Simulator;
  /** The simulated host's name. */
  readonly hostName: string;
  /** Another pair of hands on the same Hyper-V, as a person at Hyper-V Manager has; closed with the fixture. */
  readonly host: HypervHost;
  /** Replaces all faults of the simulated host, and lets go on what was held; none without arguments. */
  readonly setFaults: (...faults: readonly z.input<typeof Fault>[]) => Promise<void>;
  /** Further ones; closed by whoever asked for them. */
  readonly makeHost: () => HypervHost;
  readonly imagesFolder: string;
  /** Of the faults of the simulator itself, which no test may cause. */
  readonly simulatorFaults: readonly unknown[];
};

/** A simulated Hyper-V host whose VMs are sandboxes with a stand-in for the guest agent, unless there is none. */
export async function makeHypervFixture(guest: 'stand-in' | 'none' = 'stand-in'): Promise<HypervFixture> {
  const folder = await temporaryDirectory();
  const guestExecutable = join(folder.path, 'guest');
  await copyFile(new URL('./stand-in-guest.pl', import.meta.url), guestExecutable);
  const seedIso = join(folder.path, 'seed.iso');
  await writeSeedDisc(seedIso, '#cloud-config\n{}\n');
  const [state, listen] = [join(folder.path, 'sim'), join(folder.path, 'sim.sock')];
  const simulatorFaults: unknown[] = [];
  const simulator = new Simulator({
    listen,
    state,
    guestExecutable: guest === 'none' ? null : guestExecutable,
    latency: 'none',
    faults: {},
    guestsOnExit: 'end',
    deps: { now: Date.now, newId: randomUUID },
    onFault: (error) => simulatorFaults.push(error),
  });
  await simulator.start();
  const makeHost = (): HypervHost =>
    new PowerShellHost({
      command: standInCommand([process.execPath, standIn, '--socket', listen, '--host', hostName]),
      limits: { backOffMs: 10, abandonedMs: 100 },
    });
  const host = makeHost();
  const imagesFolder = join(folder.path, 'images');
  await makeSimulatedImage(host, imagesFolder);
  const channels = join(state, hostName);
  return {
    simulator,
    hostName,
    host,
    setFaults: (...faults) => simulator.control({ kind: 'set-faults', host: hostName, faults: [...faults] }),
    makeHost,
    imagesFolder,
    simulatorFaults,
    seedIso,
    image: simulatedImage,
    vmsFolder: join(folder.path, 'vms'),
    processOf: async (vmId) => recordedProcess(join(channels, 'guests'), await idIn(host, vmId)),
    makeDriver: (overrides = {}) =>
      new HypervDriver({
        host: makeHost(),
        dial: dialSimulated(channels),
        dialSerial: dialSimulatedSerial(channels),
        folder: folder.path,
        imagesFolder,
        watchIntervalMs: 10,
        ...overrides,
      }),
    remove: async () => {
      await host.close();
      await simulator.close();
      await folder.remove();
    },
  };
}

/** What Hyper-V calls the VM: asked of Hyper-V itself, by the notes that a person would read. */
async function idIn(host: HypervHost, vmId: string): Promise<string> {
  const call = { cmdlet: 'Get-VM', parameters: {}, select: 'VirtualMachine' };
  const vms = (await host.query(call, AbortSignal.timeout(30_000))) as { Id: string; Notes: string }[];
  const found = vms.find(({ Notes }) => Notes.includes(vmId));
  if (found === undefined) throw new Error(`Hyper-V has no VM with the notes of ${vmId}`);
  return found.Id;
}

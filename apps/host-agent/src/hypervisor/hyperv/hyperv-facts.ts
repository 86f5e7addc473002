import { hardwareAbilities } from '@busbar/shared/domain/hardware';
import { toAppError } from '@busbar/shared/errors/app-error';
import type { DriverFacts, HypervisorMachine } from '@busbar/shared/protocol/host-facts';
import { call } from './call.ts';
import { describeMachine } from './describe-machine.ts';
import type { HypervHost } from './hyperv-host.ts';
import { NumaNodeResult, PreflightResult, parseResults, VmHostResult } from './results.ts';

export const hypervAbilities = [
  ...(['acpi-shutdown', 'checkpoints', 'disks', 'media', 'switches', 'resizing'] as const),
  ...([
    'exporting',
    'live-exporting',
    'checkpoint-exporting',
    'importing',
    'linked-cloning',
    'guest-reports',
  ] as const),
  ...([
    'storage-moving',
    'host-moving',
    'serial',
    'screen',
    'keyboard',
    'metering',
    'pausing',
    'saving',
    'images',
    'secure-boot',
  ] as const),
  ...hardwareAbilities,
] as const;

const noImage = 'There is no image yet. Import one on the page Images.';

/** Never throws but for the signal. */
export async function hypervFacts(
  host: HypervHost,
  { imageCount, vmsFolder }: { readonly imageCount: number; readonly vmsFolder: string },
  signal: AbortSignal,
): Promise<DriverFacts> {
  const facts: DriverFacts = {
    name: 'hyperv',
    isReady: false,
    version: '',
    remedy: null,
    abilities: [],
    notes: [],
  };
  try {
    const items = await askPreflight(host, signal);
    const obstacle = findObstacle(items);
    const notes = items.map(describeItem).slice(0, 16);
    if (obstacle !== null) return { ...facts, notes, remedy: obstacle };
    const machine = await askMachine(host, vmsFolder, signal);
    return {
      ...facts,
      notes,
      isReady: imageCount > 0,
      remedy: imageCount > 0 ? null : noImage,
      version: versionOf(machine),
      ...(machine === null ? {} : { machine }),
      abilities: [...hypervAbilities],
    };
  } catch (error) {
    signal.throwIfAborted();
    return {
      ...facts,
      remedy: `Hyper-V does not answer here: ${toAppError(error).message}`.slice(0, 1000),
    };
  }
}

export const askPreflight = async (
  host: HypervHost,
  signal: AbortSignal,
): Promise<readonly PreflightResult[]> =>
  parseResults(PreflightResult, await host.query(call('Get-BusbarPreflight', {}, 'BusbarPreflight'), signal));

/**
 * What keeps VMs from being made, with its remedy: the first one, since the others often follow from it. What could not
 * be found out (`unknown`) keeps nobody. Pure.
 */
export function findObstacle(items: readonly PreflightResult[]): string | null {
  const missing = items.find(({ State }) => State === 'missing');
  if (missing === undefined) return null;
  return [missing.Message, missing.Remedy]
    .filter((part) => part !== '')
    .join(' ')
    .slice(0, 1000);
}

const describeItem = ({ Name, State, Message }: PreflightResult): string =>
  `${Name}: ${Message === '' ? State : Message}`.slice(0, 500);

async function askMachine(
  host: HypervHost,
  vmsFolder: string,
  signal: AbortSignal,
): Promise<HypervisorMachine | null> {
  const [machine, nodes] = await Promise.all([
    host.query(call('Get-VMHost', {}, 'VMHost'), signal),
    host.query(call('Get-VMHostNumaNode', {}, 'VMHostNumaNode'), signal),
  ]);
  const [found] = parseResults(VmHostResult, machine);
  return found === undefined ? null : describeMachine(found, parseResults(NumaNodeResult, nodes), vmsFolder);
}

/** The newest kind of VM that it can run says its release: 9.0 is Windows Server 2019, 12.0 is 2025. */
const versionOf = (machine: HypervisorMachine | null): string => {
  const newest = machine?.vmVersions.at(-1);
  return newest === undefined ? 'Hyper-V' : `Hyper-V, VM version ${newest}`;
};

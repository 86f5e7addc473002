/** The virtual switches that Hyper-V has, and the network adapters of its host that they may have. */
import { SwitchFacts as Facts, switchProblem } from '@busbar/shared/domain/switch';
import { AppError } from '@busbar/shared/errors/app-error';
import {
  findSwitchByName,
  type HostNetAdapter,
  type HostSwitch,
  refuseSwitchInUse,
  refuseTakenSwitchName,
  refuseUnfitAdapter,
  type Switches,
  type SwitchFacts,
} from '../switches.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import { call, from } from './call.ts';
import { chooseSwitch, defaultSwitchId } from './choose-switch.ts';
import type { CmdletParameters, HypervHost } from './hyperv-host.ts';
import { NetAdapterResult, parseResult, parseResults, SwitchResult } from './results.ts';
import type { Inventory, VmInventory } from './vm-inventory.ts';

export type HypervSwitchesDeps = {
  readonly host: HypervHost;
  readonly inventory: VmInventory;
  /** Shared with whoever connects VMs: none is put on a switch between the look for VMs and its removal. */
  readonly turns: KeyedMutex;
};

/** Key of the turns in which switches change or are chosen. */
export const switchTurn = 'switches';

export class HypervSwitches implements Switches {
  readonly #deps: HypervSwitchesDeps;

  constructor(deps: HypervSwitchesDeps) {
    this.#deps = deps;
  }

  async list(signal: AbortSignal): Promise<readonly HostSwitch[]> {
    // No event tells of a VM that was connected in Hyper-V Manager a moment ago.
    this.#deps.inventory.changed();
    const [switches, inventory] = await Promise.all([this.#ask(signal), this.#deps.inventory.look(signal)]);
    const chosen = chosenOf(switches);
    return switches.map((one) => describe(one, inventory, one.Id === chosen));
  }

  async adapters(signal: AbortSignal): Promise<readonly HostNetAdapter[]> {
    const question = call('Get-BusbarNetAdapter', {}, 'BusbarNetAdapter');
    const [answer, switches] = await Promise.all([
      this.#deps.host.query(question, signal),
      this.#ask(signal),
    ]);
    return parseResults(NetAdapterResult, answer).map((adapter) => ({
      name: adapter.Name.slice(0, 256),
      description: adapter.InterfaceDescription.slice(0, 256),
      status: adapter.Status.slice(0, 256),
      macAddress: adapter.MacAddress.slice(0, 256),
      speed: adapter.LinkSpeed.slice(0, 256),
      takenBy: switches.find((one) => adaptersOf(one).includes(adapter.InterfaceDescription))?.Name ?? null,
    }));
  }

  async create(facts: SwitchFacts, signal: AbortSignal): Promise<HostSwitch> {
    checkFacts(facts);
    return this.#deps.turns.run(switchTurn, async () => {
      const switches = await this.list(signal);
      const known = findSwitchByName(switches, facts.name);
      if (known !== undefined && (await this.#isSuch(known, facts, signal))) return known;
      refuseTakenSwitchName(switches, facts.name);
      if (facts.adapter !== null) refuseUnfitAdapter(await this.adapters(signal), facts.adapter);
      const made = await this.#deps.host.work(call('New-VMSwitch', parametersOf(facts), 'VMSwitch'), {
        signal,
      });
      return describe(parseResult(SwitchResult, made), null, false);
    });
  }

  remove(switchId: string, signal: AbortSignal): Promise<void> {
    return this.#deps.turns.run(switchTurn, async () => {
      const found = (await this.list(signal)).find(({ id }) => id === switchId.toLowerCase());
      if (found === undefined) return;
      refuseSwitchInUse(found);
      const VMSwitch = from('Get-VMSwitch', { Id: found.id });
      await this.#deps.host.work(call('Remove-VMSwitch', { VMSwitch, Force: true }), { signal });
    });
  }

  async #ask(signal: AbortSignal): Promise<readonly SwitchResult[]> {
    return parseResults(
      SwitchResult,
      await this.#deps.host.query(call('Get-VMSwitch', {}, 'VMSwitch'), signal),
    );
  }

  /** Whether a switch is what these facts ask for. */
  async #isSuch(known: HostSwitch, { type, adapter }: SwitchFacts, signal: AbortSignal): Promise<boolean> {
    if (known.type.toLowerCase() !== type) return false;
    if (adapter === null) return true;
    const named = (await this.adapters(signal)).find(({ name }) => name === adapter);
    return named?.takenBy === known.name;
  }
}

/** @throws AppError `invalid-input`; values are never made to fit. */
function checkFacts(facts: SwitchFacts): void {
  const parsed = Facts.safeParse(facts);
  const problem = parsed.success
    ? switchProblem(facts)
    : (parsed.error.issues[0]?.message ?? 'No such switch.');
  if (problem !== null) throw new AppError('invalid-input', problem);
}

function parametersOf({ name, type, adapter, sharesAdapter, notes }: SwitchFacts): CmdletParameters {
  const Notes = notes === '' ? {} : { Notes: notes };
  if (adapter !== null)
    return { Name: name, NetAdapterName: [adapter], AllowManagementOS: sharesAdapter, ...Notes };
  return { Name: name, SwitchType: type === 'internal' ? 'Internal' : 'Private', ...Notes };
}

const adaptersOf = (one: SwitchResult): readonly string[] =>
  [one.NetAdapterInterfaceDescription, ...one.NetAdapterInterfaceDescriptions].filter((text) => text !== '');

function describe(one: SwitchResult, inventory: Inventory | null, isForVms: boolean): HostSwitch {
  const ours = new Map([...(inventory?.vms ?? [])].map(([vmId, { Id }]) => [Id, vmId]));
  const on = (inventory?.all ?? []).filter(({ NetworkAdapters }) =>
    NetworkAdapters.some(({ SwitchId }) => SwitchId === one.Id),
  );
  return {
    id: one.Id,
    name: one.Name.slice(0, 256),
    notes: (one.Notes ?? '').slice(0, 1024),
    type: one.SwitchType,
    adapter: adaptersOf(one)[0]?.slice(0, 256) ?? null,
    sharesAdapter: one.AllowManagementOS ?? false,
    isForVms,
    isBuiltIn: one.Id === defaultSwitchId,
    vms: on.map(({ Id, Name }) => ({ vmId: ours.get(Id) ?? null, name: Name.slice(0, 256) })),
  };
}

/** Null where it is not clear which. */
function chosenOf(switches: readonly SwitchResult[]): string | null {
  try {
    return chooseSwitch(switches).Id;
  } catch {
    return null;
  }
}

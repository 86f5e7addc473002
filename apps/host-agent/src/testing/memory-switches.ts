/** Switches of the test hypervisor: one record for all of them, and a line for what was really done. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  findSwitchByName,
  type HostNetAdapter,
  type HostSwitch,
  refuseSwitchInUse,
  type Switches,
  type SwitchFacts,
} from '../hypervisor/switches.ts';
import { writeFileDurably } from '../storage/write-file-durably.ts';

export type MemorySwitchesDeps = {
  readonly path: string;
  readonly say: (what: string) => Promise<void>;
};

export class MemorySwitches implements Switches {
  readonly #deps: MemorySwitchesDeps;
  /** Names of VMs that tests put on every switch. */
  vms: readonly string[] = [];

  constructor(deps: MemorySwitchesDeps) {
    this.#deps = deps;
  }

  async list(): Promise<readonly HostSwitch[]> {
    const text = await readFile(this.#deps.path, 'utf8').catch(() => '[]');
    return (JSON.parse(text) as HostSwitch[]).map((one) => ({
      ...one,
      vms: this.vms.map((name) => ({ vmId: null, name })),
    }));
  }

  async adapters(): Promise<readonly HostNetAdapter[]> {
    const takenBy = (await this.list()).find(({ adapter }) => adapter !== null)?.name ?? null;
    return [
      { name: 'Ethernet', description: 'Test', status: 'Up', macAddress: '', speed: '1 Gbps', takenBy },
    ];
  }

  async create({ name, notes, type, adapter, sharesAdapter }: SwitchFacts): Promise<HostSwitch> {
    const present = await this.list();
    const known = findSwitchByName(present, name);
    if (known !== undefined) return known;
    const facts = { name, notes, type, adapter, sharesAdapter };
    const made = { id: randomUUID(), ...facts, isForVms: false, isBuiltIn: false, vms: [] };
    await this.#write([...present, made], 'create-switch');
    return made;
  }

  async remove(switchId: string): Promise<void> {
    const present = await this.list();
    const found = present.find(({ id }) => id === switchId);
    if (found === undefined) return;
    refuseSwitchInUse(found);
    await this.#write(
      present.filter((one) => one !== found),
      'remove-switch',
    );
  }

  async #write(switches: readonly HostSwitch[], what: string): Promise<void> {
    await writeFileDurably(this.#deps.path, JSON.stringify(switches));
    await this.#deps.say(what);
  }
}

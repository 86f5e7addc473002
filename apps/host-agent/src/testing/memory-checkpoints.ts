/** Checkpoints of the test hypervisor: records in the VM's folder, and a line for what was really done. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { PowerState } from '@busbar/shared/domain/vm-state';
import {
  type Checkpoint,
  type Checkpoints,
  checkCheckpointName,
  findCheckpoint,
  refuseTakenName,
} from '../hypervisor/checkpoints.ts';
import { writeFileDurably } from '../storage/write-file-durably.ts';

export type MemoryCheckpointsDeps = {
  /** Of the VM's records. @throws `not-found` */
  readonly pathOf: (vmId: string) => Promise<string>;
  readonly powerOf: (vmId: string) => Promise<PowerState>;
  /** Cuts the power where it is on, then leaves the VM in this state. */
  readonly leaveIn: (vmId: string, power: PowerState) => Promise<void>;
  readonly say: (what: string) => Promise<void>;
};

export class MemoryCheckpoints implements Checkpoints {
  readonly #deps: MemoryCheckpointsDeps;

  constructor(deps: MemoryCheckpointsDeps) {
    this.#deps = deps;
  }

  async list(vmId: string): Promise<readonly Checkpoint[]> {
    const text = await readFile(await this.#deps.pathOf(vmId), 'utf8').catch(() => '[]');
    return JSON.parse(text) as Checkpoint[];
  }

  async create(vmId: string, name: string): Promise<Checkpoint> {
    checkCheckpointName(name);
    const present = await this.list(vmId);
    const known = present.find((checkpoint) => checkpoint.name === name);
    if (known !== undefined) return known;
    const made: Checkpoint = {
      id: randomUUID(),
      name,
      parentId: present.find(({ isCurrent }) => isCurrent)?.id ?? null,
      createdAt: Date.now(),
      isCurrent: true,
      hasMemory: (await this.#deps.powerOf(vmId)) === 'running',
    };
    await this.#write(vmId, [...withCurrent(present, null), made], 'create-checkpoint');
    return made;
  }

  async apply(vmId: string, checkpointId: string): Promise<void> {
    const present = await this.list(vmId);
    const { hasMemory } = findCheckpoint(present, checkpointId);
    await this.#deps.leaveIn(vmId, hasMemory ? 'paused' : 'stopped');
    await this.#write(vmId, withCurrent(present, checkpointId), 'apply-checkpoint');
  }

  async rename(vmId: string, checkpointId: string, name: string): Promise<void> {
    checkCheckpointName(name);
    const present = await this.list(vmId);
    if (findCheckpoint(present, checkpointId).name === name) return;
    refuseTakenName(present, name, checkpointId);
    const renamed = present.map((each) => (each.id === checkpointId ? { ...each, name } : each));
    await this.#write(vmId, renamed, 'rename-checkpoint');
  }

  async remove(vmId: string, checkpointId: string): Promise<void> {
    const present = await this.list(vmId);
    const others = present.filter(({ id }) => id !== checkpointId);
    if (others.length < present.length) await this.#write(vmId, others, 'remove-checkpoint');
  }

  async #write(vmId: string, checkpoints: readonly Checkpoint[], what: string): Promise<void> {
    await writeFileDurably(await this.#deps.pathOf(vmId), JSON.stringify(checkpoints));
    await this.#deps.say(what);
  }
}

const withCurrent = (checkpoints: readonly Checkpoint[], currentId: string | null): Checkpoint[] =>
  checkpoints.map((checkpoint) => ({ ...checkpoint, isCurrent: checkpoint.id === currentId }));

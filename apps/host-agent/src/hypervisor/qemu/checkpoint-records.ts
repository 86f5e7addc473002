/**
 * What the driver knows of a VM's checkpoints beside the snapshots in its disk: `checkpoints.json` in the VM's folder.
 * A snapshot is found by its tag, which is the checkpoint's id; names are only here.
 */
import { CheckpointId } from '@busbar/shared/domain/checkpoint';
import type { Checkpoint } from '@busbar/shared/protocol/asked-of-host';
import { z } from 'zod';
import { findCheckpoint } from '../checkpoints.ts';
import { VmRecord } from '../vms/vm-record.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { readJson, writeJson } from '../vms/write-json.ts';

/** As many as Hyper-V allows; it also bounds the record. */
export const checkpointLimit = 50;

/** What the memory of a checkpoint needs beside the size of the VM: it goes on in no other machine. */
const Machine = VmRecord.pick({ media: true }).extend({ accelerator: z.enum(['kvm', 'tcg']) });
export type Machine = z.infer<typeof Machine>;

const KeptCheckpoint = z.object({
  id: CheckpointId,
  name: z.string(),
  parentId: CheckpointId.nullable(),
  createdAt: z.number(),
  /** The VM may have been resized since. */
  size: VmRecord.pick({ cpuCount: true, memoryBytes: true, diskBytes: true }),
  /** Null for one without memory, of a VM that was off. */
  machine: Machine.nullable(),
  /** Written down before the snapshot is made, so that a killed agent leaves none that nobody knows. */
  isMade: z.boolean(),
});
export type KeptCheckpoint = z.infer<typeof KeptCheckpoint>;

const Kept = z.object({
  /** The one that the VM as it is was made from. */
  currentId: CheckpointId.nullable(),
  checkpoints: z.array(KeptCheckpoint).max(checkpointLimit),
});
export type Kept = z.infer<typeof Kept>;

const pathOf = (store: VmStore, vmId: string): string => store.pathOf(vmId, 'checkpoints.json');

export const readKept = async (store: VmStore, vmId: string): Promise<Kept> =>
  (await readJson(pathOf(store, vmId), Kept)) ?? { currentId: null, checkpoints: [] };

export const writeKept = (store: VmStore, vmId: string, kept: Kept): Promise<void> =>
  writeJson(pathOf(store, vmId), kept);

/** Of those that are made, in the order of their making. */
export const describeKept = ({ currentId, checkpoints }: Kept): readonly Checkpoint[] =>
  checkpoints
    .filter(({ isMade }) => isMade)
    .map(({ id, name, parentId, createdAt, machine }) => ({
      id,
      name,
      parentId,
      createdAt,
      isCurrent: id === currentId,
      hasMemory: machine !== null,
    }));

/** @throws AppError `not-found` */
export const findMade = ({ checkpoints }: Kept, checkpointId: string): KeptCheckpoint =>
  findCheckpoint(
    checkpoints.filter(({ isMade }) => isMade),
    checkpointId,
  );

/** Puts one in the place of its earlier self, or last. */
export const withCheckpoint = (kept: Kept, changed: KeptCheckpoint): Kept => {
  const isKnown = kept.checkpoints.some(({ id }) => id === changed.id);
  const checkpoints = isKnown
    ? kept.checkpoints.map((each) => (each.id === changed.id ? changed : each))
    : [...kept.checkpoints, changed];
  return { ...kept, checkpoints };
};

/** What was made on it moves up to what it was made on. */
export const withoutCheckpoint = (kept: Kept, removed: KeptCheckpoint): Kept => ({
  currentId: kept.currentId === removed.id ? removed.parentId : kept.currentId,
  checkpoints: kept.checkpoints
    .filter(({ id }) => id !== removed.id)
    .map((each) => (each.parentId === removed.id ? { ...each, parentId: removed.parentId } : each)),
});

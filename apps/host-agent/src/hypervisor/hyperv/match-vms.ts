/** Which Hyper-V VM is which VM of Busbar. Pure. */
import { isInside } from './file-path.ts';
import { type OwnershipMark, readMark } from './ownership-mark.ts';
import type { VmSummary } from './results.ts';

/** A folder of ours. `hypervId` is null until the VM is defined, and when its record was lost. */
export type KnownVm = { readonly vmId: string; readonly folder: string; readonly hypervId: string | null };

export type Matches = {
  readonly vms: ReadonlyMap<string, VmSummary>;
  /** By Hyper-V's id; VMs without one are absent. */
  readonly marks: Marks;
  /** Further VMs that were made in the folder of this one and never finished. */
  readonly surplus: ReadonlyMap<string, readonly VmSummary[]>;
};

type Marks = ReadonlyMap<string, OwnershipMark>;

/**
 * In this order: the recorded id; the mark in a VM's own notes, which must name that VM; else a VM without a mark
 * whose configuration and disks are in our folder, as an attempt that was cut short between two cmdlets leaves it. Of
 * several such, the first that was made. A copy made by a person is never taken, nor is one when the original is gone.
 */
export function matchVms(known: readonly KnownVm[], summaries: readonly VmSummary[]): Matches {
  const vms = new Map<string, VmSummary>();
  const byId = new Map(summaries.map((summary) => [summary.Id, summary]));
  for (const { vmId, hypervId } of known) {
    const summary = hypervId === null ? undefined : byId.get(hypervId);
    if (summary !== undefined) vms.set(vmId, summary);
  }
  const taken = new Set([...vms.values()].map(({ Id }) => Id));
  const free = summaries.filter(({ Id }) => !taken.has(Id));
  const marks = readMarks(summaries);
  for (const summary of free) {
    const mark = marks.get(summary.Id);
    if (mark?.hypervId === summary.Id && !vms.has(mark.vmId)) vms.set(mark.vmId, summary);
  }
  const unmarked = free.filter(({ Id }) => !marks.has(Id));
  return { vms, marks, surplus: takeUnfinished(vms, known, unmarked) };
}

function readMarks(summaries: readonly VmSummary[]): Marks {
  const marks = summaries.map(({ Id, Notes }) => [Id, readMark(Notes)] as const);
  return new Map(marks.flatMap(([id, mark]) => (mark === null ? [] : [[id, mark] as const])));
}

function takeUnfinished(
  vms: Map<string, VmSummary>,
  known: readonly KnownVm[],
  unmarked: readonly VmSummary[],
): ReadonlyMap<string, readonly VmSummary[]> {
  const surplus = new Map<string, readonly VmSummary[]>();
  if (unmarked.length === 0) return surplus;
  const oldestFirst = unmarked.toSorted(
    (a, b) => a.CreationTime.localeCompare(b.CreationTime) || a.Id.localeCompare(b.Id),
  );
  for (const { vmId, folder } of known) {
    const inside = oldestFirst.filter((summary) => isAllInside(summary, folder));
    const [first] = inside;
    if (first === undefined) continue;
    if (!vms.has(vmId)) vms.set(vmId, first);
    const others = inside.filter(({ Id }) => Id !== vms.get(vmId)?.Id);
    if (others.length > 0) surplus.set(vmId, others);
  }
  return surplus;
}

const isAllInside = ({ Path, ConfigurationLocation, HardDrives }: VmSummary, folder: string): boolean =>
  isInside(Path || ConfigurationLocation, folder) &&
  HardDrives.every((drive) => isInside(drive.Path ?? '', folder));

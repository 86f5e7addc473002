import { systemDiskId } from '@busbar/shared/domain/disk';
import type { VmStateEvent } from '@busbar/shared/domain/vm-state';
import { madeBy } from '@busbar/shared/jobs/catalog';
import { ResizedDisk } from '@busbar/shared/jobs/disk-resize';
import { VmResizeDocument } from '@busbar/shared/jobs/vm-resize';

/** What the end of a job says about its VM. What a hypervisor reports by itself (power) is not repeated here. */
export function vmEventOfEnd(
  kind: string,
  outcome: 'succeeded' | 'failed' | 'cancelled',
  isStillThere: boolean,
): VmStateEvent | null {
  const made = madeBy(kind);
  if (made !== null) {
    if (outcome === 'succeeded') return made === 'running' ? 'provision-succeeded' : 'made-stopped';
    // What was undone whole no longer exists, and its name is free again.
    return isStillThere ? 'provision-failed' : 'provision-undone';
  }
  if (kind === 'vm.delete') return outcome === 'succeeded' ? 'gone' : 'delete-failed';
  return null;
}

/** The disk that a finished job has given its VM, in GiB; no hypervisor reports that. Null: it is as it was. */
export function diskOfEnd(kind: string, outcome: string, document: string): number | null {
  if (outcome !== 'succeeded') return null;
  if (kind === 'disk.resize') {
    const { diskId, sizeGb } = ResizedDisk.parse(JSON.parse(document));
    return diskId === systemDiskId ? sizeGb : null;
  }
  if (kind !== 'vm.resize') return null;
  return VmResizeDocument.parse(JSON.parse(document)).diskBytes / 2 ** 30;
}

/** What a host's acceptance of a job says about its VM. */
export function vmEventOfAcceptance(kind: string): VmStateEvent | null {
  if (madeBy(kind) !== null) return 'provision-accepted';
  if (kind === 'vm.delete') return 'delete-accepted';
  return null;
}

import { CheckpointList } from '@busbar/shared/protocol/asked-of-host';
import { checkpointsPath } from '@busbar/shared/protocol/link';
import type { Actor } from '../../auth/actor.ts';
import { type LiveVmDeps, requireLiveVm } from './live-vm.ts';

/** A hypervisor that is busy with one VM may let others wait. */
const hostDeadlineMs = 25_000;
/** 200 of them, whose names JSON may write with six bytes a character. */
const limitBytes = 512 * 1024;

/**
 * The checkpoints of a VM, asked of its host now. Nothing of it is kept here: only the hypervisor knows, people make
 * and remove them there too, and a list that may be old is no ground to apply one (docs/adr/0020).
 *
 * @throws AppError `forbidden`, `not-found`, `host-offline`, `unsupported` (driver, or an older host agent), `bad-peer`
 */
export async function listCheckpoints(deps: LiveVmDeps, actor: Actor, vmId: string): Promise<CheckpointList> {
  const { link } = await requireLiveVm(deps, actor, vmId, { permission: 'fleet.read', isAudited: false });
  const path = checkpointsPath(vmId);
  return link.request({ path, output: CheckpointList, deadlineMs: hostDeadlineMs, limitBytes });
}

import { VmMedia } from '@busbar/shared/protocol/asked-of-host';
import { mediaPath } from '@busbar/shared/protocol/link';
import type { Actor } from '../../auth/actor.ts';
import { type LiveVmDeps, requireLiveVm } from './live-vm.ts';

/** A hypervisor that is busy with one VM may let others wait. */
const hostDeadlineMs = 25_000;
/** 500 ISOs and 256 discs, whose names JSON may write with six bytes a character. */
const limitBytes = 2 * 1024 * 1024;

/**
 * The discs in a VM and the ISOs that could be, asked of its host now. Nothing of it is kept here: people change both
 * there too.
 *
 * @throws AppError `forbidden`, `not-found`, `host-offline`, `unsupported` (driver, or an older host agent), `bad-peer`
 */
export async function listMedia(deps: LiveVmDeps, actor: Actor, vmId: string): Promise<VmMedia> {
  const { link } = await requireLiveVm(deps, actor, vmId, { permission: 'fleet.read', isAudited: false });
  return link.request({ path: mediaPath(vmId), output: VmMedia, deadlineMs: hostDeadlineMs, limitBytes });
}

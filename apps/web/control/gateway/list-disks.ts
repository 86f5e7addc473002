import { VmDisks } from '@busbar/shared/protocol/asked-of-host';
import { disksPath } from '@busbar/shared/protocol/link';
import type { Actor } from '../../auth/actor.ts';
import { type LiveVmDeps, requireLiveVm } from './live-vm.ts';

/** A hypervisor that is busy with one VM may let others wait. */
const hostDeadlineMs = 25_000;

/**
 * The disks of a VM, asked of its host now. Nothing of them is kept here: people change them there too.
 *
 * @throws AppError `forbidden`, `not-found`, `host-offline`, `unsupported` (driver, or an older host agent), `bad-peer`
 */
export async function listDisks(deps: LiveVmDeps, actor: Actor, vmId: string): Promise<VmDisks> {
  const { link } = await requireLiveVm(deps, actor, vmId, { permission: 'fleet.read', isAudited: false });
  return link.request({ path: disksPath(vmId), output: VmDisks, deadlineMs: hostDeadlineMs });
}

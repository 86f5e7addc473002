import { VmHardware } from '@busbar/shared/protocol/asked-of-host';
import { hardwarePath } from '@busbar/shared/protocol/link';
import type { Actor } from '../../auth/actor.ts';
import { type LiveVmDeps, requireLiveVm } from './live-vm.ts';

/** A hypervisor that is busy with one VM may let others wait. */
const hostDeadlineMs = 25_000;

/**
 * Memory, adapters and security of a VM, asked of its host now. Nothing of it is kept here: people change it there too.
 *
 * @throws AppError `forbidden`, `not-found`, `host-offline`, `unsupported` (driver, or an older host agent), `bad-peer`
 */
export async function listHardware(deps: LiveVmDeps, actor: Actor, vmId: string): Promise<VmHardware> {
  const { link } = await requireLiveVm(deps, actor, vmId, { permission: 'fleet.read', isAudited: false });
  return link.request({ path: hardwarePath(vmId), output: VmHardware, deadlineMs: hostDeadlineMs });
}

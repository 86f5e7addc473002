import { VmStorage } from '@busbar/shared/protocol/asked-of-host';
import { storagePath } from '@busbar/shared/protocol/link';
import type { Actor } from '../../auth/actor.ts';
import { type LiveVmDeps, requireLiveVm } from './live-vm.ts';

/** A share on the network may take its time. */
const hostDeadlineMs = 25_000;

/**
 * Where the files of a VM are and could be, asked of its host now.
 *
 * @throws AppError `forbidden`, `not-found`, `host-offline`, `unsupported` (driver, or an older host agent), `bad-peer`
 */
export async function tellStorage(deps: LiveVmDeps, actor: Actor, vmId: string): Promise<VmStorage> {
  const { link } = await requireLiveVm(deps, actor, vmId, { permission: 'fleet.read', isAudited: false });
  return link.request({ path: storagePath(vmId), output: VmStorage, deadlineMs: hostDeadlineMs });
}

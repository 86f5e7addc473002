import { SwitchList } from '@busbar/shared/protocol/asked-of-host';
import { linkPaths } from '@busbar/shared/protocol/link';
import type { Actor } from '../../auth/actor.ts';
import { requireLiveHost } from './live-host.ts';
import type { LiveVmDeps } from './live-vm.ts';

/** A hypervisor that is busy may let questions wait. */
const hostDeadlineMs = 25_000;
/** 10,000 VMs, whose names JSON may write with six bytes a character. */
const limitBytes = 4 * 1024 * 1024;

/**
 * The virtual switches of a host and its network adapters, asked of it now. Nothing of them is kept here: people change
 * them there too.
 *
 * @throws AppError `forbidden`, `not-found`, `host-offline`, `unsupported` (no driver has any), `bad-peer`
 */
export async function listSwitches(deps: LiveVmDeps, actor: Actor, hostId: string): Promise<SwitchList> {
  const link = await requireLiveHost(deps, actor, hostId, { permission: 'fleet.read', audited: null });
  return link.request({
    path: linkPaths.switches,
    output: SwitchList,
    deadlineMs: hostDeadlineMs,
    limitBytes,
  });
}

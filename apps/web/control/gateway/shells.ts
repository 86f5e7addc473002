import { channelPaths, Empty, ShellInfo, type ShellKill, ShellList } from '@busbar/shared/protocol/channel';
import { guestPath } from '@busbar/shared/protocol/link';
import type { LiveShellCreate } from '@busbar/shared/realtime/console';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { type LiveVmDeps, requireLiveVm } from './live-vm.ts';

const guestDeadlineMs = 15_000;

export async function listShells(
  deps: LiveVmDeps,
  actor: Actor,
  vmId: string,
): Promise<z.output<typeof ShellList>> {
  const { link } = await requireLiveVm(deps, actor, vmId, { isAudited: false });
  const path = guestPath(vmId, channelPaths.shells);
  return await link.request({ method: 'GET', path, output: ShellList, deadlineMs: guestDeadlineMs });
}

/** A repeated request with the same `shellId` finds the session that it made. */
export async function createShell(
  deps: LiveVmDeps,
  actor: Actor,
  vmId: string,
  body: z.output<typeof LiveShellCreate>,
): Promise<ShellInfo> {
  const details = { shellId: body.shellId, user: body.user ?? null, verb: 'create' };
  const { link } = await requireLiveVm(deps, actor, vmId, { isAudited: true, details });
  const path = guestPath(vmId, channelPaths.shells);
  return await link.request({
    path,
    body: { ...body, env: {} },
    output: ShellInfo,
    deadlineMs: guestDeadlineMs,
  });
}

export async function killShell(
  deps: LiveVmDeps,
  actor: Actor,
  vmId: string,
  body: z.output<typeof ShellKill>,
): Promise<z.output<typeof Empty>> {
  const details = { shellId: body.shellId, verb: 'kill' };
  const { link } = await requireLiveVm(deps, actor, vmId, { isAudited: true, details });
  const path = guestPath(vmId, channelPaths.shellKill);
  return await link.request({ path, body, output: Empty, deadlineMs: guestDeadlineMs });
}

import type { Transaction } from '@busbar/db/database';
import type { Host } from '@busbar/db/rows';
import { type HostState, nextHostState } from '@busbar/shared/domain/host-state';
import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import { toWireError } from '@busbar/shared/errors/wire-error';
import type { HostView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { unfinishedJobStates } from '../job/unfinished-job-states.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changeHost } from './change-host.ts';

export const RemoveHostInput = z.object({ hostId: Id, confirmName: z.string().max(200) });

/**
 * Cuts a host off for good: its key is no longer accepted, its unfinished jobs fail, its VMs leave the lists.
 * What runs on the host goes on running there; Busbar touches nothing on it.
 */
export const removeHost = (
  deps: ServiceDeps,
  actor: Actor,
  { hostId, confirmName }: z.infer<typeof RemoveHostInput>,
): Promise<HostView> =>
  changeHost(deps, actor, hostId, {
    action: 'host.remove',
    details: {},
    apply: async (transaction, host) => {
      if (confirmName !== host.name) {
        throw new AppError('precondition-failed', `Type ${host.name} to remove it. Nothing was removed.`);
      }
      await cutOff(transaction, host, deps.now());
    },
  });

async function cutOff(transaction: Transaction, host: Host, now: Date): Promise<void> {
  const state = nextHostState(host.state as HostState, 'removed');
  if (state === null) throw new AppError('conflict', `${host.name} is ${host.state}.`);
  const error = toWireError(new AppError('host-offline', 'The host was removed.', { retryable: false }));
  await transaction.job.updateMany({
    where: { hostId: host.id, state: { in: unfinishedJobStates } },
    data: {
      state: 'failed',
      endedAt: now,
      secrets: null,
      error: JSON.stringify(error),
      version: { increment: 1 },
    },
  });
  await transaction.vm.updateMany({
    where: { hostId: host.id, deletedAt: null },
    data: { deletedAt: now, liveName: null, version: { increment: 1 } },
  });
  // The name is free for the machine when it is enrolled anew.
  await transaction.host.update({
    where: { id: host.id },
    data: { state, name: `${host.name} (removed ${host.id.slice(-6)})` },
  });
}

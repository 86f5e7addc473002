import { Id } from '@busbar/shared/domain/ids';
import type { HostView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changeHost } from './change-host.ts';

export const SetDrainingInput = z.object({ hostId: Id, isDraining: z.boolean() });

/** A draining host takes no new VMs; those it has go on. */
export const setDraining = (
  deps: ServiceDeps,
  actor: Actor,
  { hostId, isDraining }: z.infer<typeof SetDrainingInput>,
): Promise<HostView> =>
  changeHost(deps, actor, hostId, {
    action: 'host.set-draining',
    details: { isDraining },
    apply: (transaction) => transaction.host.update({ where: { id: hostId }, data: { isDraining } }),
  });

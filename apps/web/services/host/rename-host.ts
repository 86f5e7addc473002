import { isUniqueViolation } from '@busbar/db/is-unique-violation';
import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changeHost } from './change-host.ts';

export const RenameHostInput = z.object({
  hostId: Id,
  name: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'Use letters, digits, dots, hyphens and underscores.'),
});

/** @throws AppError `already-exists` */
export const renameHost = (
  deps: ServiceDeps,
  actor: Actor,
  { hostId, name }: z.infer<typeof RenameHostInput>,
): Promise<HostView> =>
  changeHost(deps, actor, hostId, {
    action: 'host.rename',
    details: { name },
    apply: async (transaction) => {
      try {
        await transaction.host.update({ where: { id: hostId }, data: { name } });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        throw new AppError('already-exists', `There is a host named ${name} already.`);
      }
    },
  });

import { Permission, Role } from '@busbar/shared/domain/roles';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const SessionResult = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string(), role: Role }),
  permissions: z.array(Permission),
  version: z.string(),
});

/** Who is signed in and what they may do, for the page to show what works and hide what would be refused. */
export function describeSession(deps: ServiceDeps, actor: Actor): z.infer<typeof SessionResult> {
  return {
    user: { id: actor.userId ?? '', name: actor.name, email: actor.email ?? '', role: actor.role },
    permissions: [...actor.permissions],
    version: deps.version,
  };
}

import type { IncomingHttpHeaders } from 'node:http';
import type { Permission } from '@busbar/shared/domain/roles';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Actor } from '../../auth/actor.ts';
import type { AuthDeps } from '../../auth/auth-deps.ts';
import { authenticate } from '../../auth/authenticate.ts';

/** Who asks; null when nobody is signed in. */
export function actorOf(deps: AuthDeps, incoming: IncomingHttpHeaders): Promise<Actor | null> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return authenticate(deps, headers);
}

/** @throws `unauthenticated` */
export async function requireActor(deps: AuthDeps, headers: IncomingHttpHeaders): Promise<Actor> {
  const actor = await actorOf(deps, headers);
  if (actor !== null) return actor;
  throw new AppError('unauthenticated', 'Nobody is signed in.', {
    userMessage: 'Your session has ended. Sign in again.',
  });
}

/** Whether two looks at the same person or token found the same rights. */
export function hasSameRights(one: Actor, other: Actor): boolean {
  const names = (actor: Actor): string => [...(actor.permissions as ReadonlySet<Permission>)].sort().join();
  return one.userId === other.userId && names(one) === names(other);
}

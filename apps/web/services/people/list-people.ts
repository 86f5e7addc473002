import { Role } from '@busbar/shared/domain/roles';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const PersonView = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: Role,
  disabledAt: z.date().nullable(),
  createdAt: z.date(),
  /** Within five minutes; null without a session that has not ended. */
  lastSeenAt: z.date().nullable(),
});
export const ListPeopleResult = z.object({
  items: z.array(PersonView),
  /** Links that were not used and have not ended. */
  invites: z.array(z.object({ id: z.string(), email: z.string(), role: Role, expiresAt: z.date() })),
});

export async function listPeople(deps: ServiceDeps, actor: Actor): Promise<z.infer<typeof ListPeopleResult>> {
  await authorize(deps, actor, 'people.write');
  const { read } = deps.db;
  const [users, seen, links] = await Promise.all([
    read.user.findMany({ orderBy: { name: 'asc' } }),
    read.session.groupBy({ by: ['userId'], _max: { updatedAt: true } }),
    read.oneTimeLink.findMany({
      where: { purpose: 'invite', usedAt: null, expiresAt: { gt: deps.now() } },
      orderBy: { id: 'desc' },
    }),
  ]);
  const lastSeen = new Map(seen.map((group) => [group.userId, group._max.updatedAt]));
  return {
    items: users.map(({ id, name, email, role, disabledAt, createdAt }) => ({
      id,
      name,
      email,
      role: Role.catch('viewer').parse(role),
      disabledAt,
      createdAt,
      lastSeenAt: lastSeen.get(id) ?? null,
    })),
    invites: links.map(({ id, email, role, expiresAt }) => ({
      id,
      email: email ?? '',
      role: Role.catch('viewer').parse(role),
      expiresAt,
    })),
  };
}

import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const EnrolmentView = z.object({
  id: z.string(),
  /** What it was made for, in its maker's words. */
  note: z.string(),
  /** Null for one that the control plane made by itself, for a host agent beside it. */
  createdByName: z.string().nullable(),
  createdAt: z.date(),
  expiresAt: z.date(),
});
export const ListEnrolmentsResult = z.object({ items: z.array(EnrolmentView) });

/** More can hardly be open at once: each lives for an hour. */
const limit = 200;

/** Enrolment lines that a host could still use, newest first. Their tokens are not stored and never shown again. */
export async function listEnrolments(
  deps: ServiceDeps,
  actor: Actor,
): Promise<z.infer<typeof ListEnrolmentsResult>> {
  await authorize(deps, actor, 'host.enrol');
  const { read } = deps.db;
  const rows = await read.enrolmentToken.findMany({
    where: { usedAt: null, revokedAt: null, expiresAt: { gt: deps.now() } },
    orderBy: { id: 'desc' },
    take: limit,
    omit: { tokenHash: true },
  });
  const makers = rows.flatMap(({ createdBy }) => (createdBy === null ? [] : [createdBy]));
  const people = await read.user.findMany({
    where: { id: { in: makers } },
    select: { id: true, name: true },
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return {
    items: rows.map(({ id, note, createdBy, createdAt, expiresAt }) => ({
      id,
      note,
      createdByName: createdBy === null ? null : (names.get(createdBy) ?? createdBy),
      createdAt,
      expiresAt,
    })),
  };
}

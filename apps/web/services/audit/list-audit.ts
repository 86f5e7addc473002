import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { type Page, PageInput, pageOf } from '../page-of.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { type AuditItem, auditItem } from './audit-item.ts';

export const ListAuditInput = PageInput.extend({
  /** Part of a name, an action or a target. */
  search: z.string().max(200).optional(),
  actorId: z.string().max(64).optional(),
  action: z.string().max(64).optional(),
  targetId: z.string().max(64).optional(),
});
export type ListAuditInput = z.infer<typeof ListAuditInput>;

/** Newest first. */
export async function listAudit(
  deps: ServiceDeps,
  actor: Actor,
  input: ListAuditInput,
): Promise<Page<AuditItem>> {
  await authorize(deps, actor, 'audit.read');
  const { search, actorId, action, targetId, cursor, limit } = input;
  const before = cursor == null ? null : Number.parseInt(cursor, 10);
  const rows = await deps.db.read.auditEntry.findMany({
    where: {
      ...(before === null || Number.isNaN(before) ? {} : { id: { lt: before } }),
      ...(actorId === undefined ? {} : { actorId }),
      ...(action === undefined ? {} : { action: { startsWith: action } }),
      ...(targetId === undefined ? {} : { targetId }),
      ...(search === undefined || search === ''
        ? {}
        : {
            OR: [
              { actorName: { contains: search } },
              { action: { contains: search } },
              { targetName: { contains: search } },
            ],
          }),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return pageOf(rows, limit, auditItem);
}

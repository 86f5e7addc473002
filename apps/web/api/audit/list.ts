import { z } from 'zod';
import { AuditItem } from '../../services/audit/audit-item.ts';
import { ListAuditInput, listAudit } from '../../services/audit/list-audit.ts';
import { procedure } from '../trpc.ts';

export const list = procedure
  .meta({ openapi: { method: 'GET', path: '/audit', protect: true, tags: ['audit'] } })
  .input(ListAuditInput)
  .output(z.object({ items: z.array(AuditItem), nextCursor: z.string().nullable() }))
  .query(({ ctx, input }) => listAudit(ctx.deps, ctx.actor, input));

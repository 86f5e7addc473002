import type { AuditEntry } from '@busbar/db/rows';
import { z } from 'zod';
import { readJson } from '../views/read-json.ts';

export const AuditItem = z.object({
  id: z.number().int(),
  at: z.date(),
  actorType: z.string(),
  actorName: z.string(),
  action: z.string(),
  targetType: z.string().nullable(),
  targetId: z.string().nullable(),
  targetName: z.string().nullable(),
  outcome: z.enum(['allowed', 'denied', 'failed']),
  details: z.record(z.string(), z.unknown()),
  ipAddress: z.string().nullable(),
});
export type AuditItem = z.infer<typeof AuditItem>;

export function auditItem(row: AuditEntry): AuditItem {
  const { id, at, actorType, actorName, action, targetType, targetId, targetName, ipAddress } = row;
  const outcome = row.outcome as AuditItem['outcome'];
  const details = readJson<AuditItem['details']>(row.details);
  return {
    id,
    at,
    actorType,
    actorName,
    action,
    targetType,
    targetId,
    targetName,
    outcome,
    details,
    ipAddress,
  };
}

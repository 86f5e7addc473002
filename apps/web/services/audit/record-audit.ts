import type { Transaction } from '@busbar/db/database';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';

export type AuditTarget = { readonly type: string; readonly id?: string; readonly name?: string };
export type AuditRecord = {
  /** Dotted verb, such as `vm.provision`. */
  readonly action: string;
  readonly target?: AuditTarget;
  /** Default: allowed. */
  readonly outcome?: 'allowed' | 'denied' | 'failed';
  /** Facts worth keeping. Never secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
};

/** Adds one entry, in the transaction of the change itself, so that neither exists without the other. */
export async function recordAudit(
  transaction: Transaction,
  deps: Pick<ServiceDeps, 'now'>,
  actor: Actor,
  record: AuditRecord,
): Promise<void> {
  await transaction.auditEntry.create({
    data: {
      at: deps.now(),
      actorType: actor.type,
      actorId: actor.userId,
      actorName: actor.name,
      action: record.action,
      targetType: record.target?.type ?? null,
      targetId: record.target?.id ?? null,
      targetName: record.target?.name ?? null,
      outcome: record.outcome ?? 'allowed',
      details: JSON.stringify(record.details ?? {}),
      ipAddress: actor.ipAddress,
    },
    select: { id: true },
  });
}

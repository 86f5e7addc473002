import type { Permission } from '@busbar/shared/domain/roles';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Actor } from '../auth/actor.ts';
import { type AuditTarget, recordAudit } from './audit/record-audit.ts';
import type { ServiceDeps } from './service-deps.ts';

/**
 * Deny by default: every service names the permission that it needs before it does anything else.
 *
 * @throws AppError `forbidden`; the attempt is in the audit table then.
 */
export async function authorize(
  deps: Pick<ServiceDeps, 'db' | 'now'>,
  actor: Actor,
  permission: Permission,
  target?: AuditTarget,
): Promise<void> {
  if (actor.permissions.has(permission)) return;
  await deps.db.write((transaction) =>
    recordAudit(transaction, deps, actor, {
      action: permission,
      outcome: 'denied',
      ...(target === undefined ? {} : { target }),
    }),
  );
  const who = actor.type === 'token' ? 'This API token' : `Your role (${actor.role})`;
  throw new AppError('forbidden', `${actor.role} lacks ${permission}.`, {
    userMessage: `${who} does not allow this. Nothing was changed. An administrator can change roles under Settings.`,
    details: { permission, role: actor.role },
  });
}

/** For what only a signed-in person may do to their own account; a token must not make more tokens. */
export function requirePerson(actor: Actor): string {
  if (actor.type === 'user' && actor.userId !== null) return actor.userId;
  throw new AppError('forbidden', 'An API token cannot manage an account.', {
    userMessage: 'API tokens cannot manage accounts. Sign in to do this.',
  });
}

import { systemActor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { makeLink } from '../links/make-link.ts';
import type { ServiceDeps } from '../service-deps.ts';

/** The address at which the first administrator is made, for the line that a start prints; null once there is one. */
export async function firstAdministratorLink(
  deps: Pick<ServiceDeps, 'db' | 'newId' | 'now' | 'randomBytes' | 'publicUrl'>,
): Promise<string | null> {
  return deps.db.write(async (transaction) => {
    if ((await transaction.user.count()) > 0) return null;
    // One at a time: the line of an earlier start may be in someone's scrollback.
    await transaction.oneTimeLink.deleteMany({ where: { purpose: 'first-administrator', usedAt: null } });
    const link = await makeLink(deps, transaction, {
      purpose: 'first-administrator',
      email: null,
      role: 'administrator',
      userId: null,
      createdBy: null,
    });
    await recordAudit(transaction, deps, systemActor, { action: 'people.first-administrator-link' });
    return link.url;
  });
}

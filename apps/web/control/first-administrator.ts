import { makeLink } from '../services/links/make-link.ts';
import type { ServiceDeps } from '../services/service-deps.ts';

/**
 * A link by which the first administrator makes their account; null when somebody has an account already.
 * Every start makes a new one and voids the one before, which may have been printed to a log.
 */
export async function firstAdministratorLink(
  deps: Pick<ServiceDeps, 'db' | 'now' | 'newId' | 'randomBytes' | 'publicUrl'>,
): Promise<string | null> {
  return await deps.db.write(async (transaction) => {
    if ((await transaction.user.count()) > 0) return null;
    const purpose = 'first-administrator';
    await transaction.oneTimeLink.deleteMany({ where: { purpose, usedAt: null } });
    const nobody = { email: null, userId: null, createdBy: null };
    const { url } = await makeLink(deps, transaction, { purpose, role: 'administrator', ...nobody });
    return url;
  });
}

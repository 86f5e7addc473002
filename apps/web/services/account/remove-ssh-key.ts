import { Id } from '@busbar/shared/domain/ids';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changeAccount } from './change-account.ts';

export const RemoveSshKeyInput = z.object({ keyId: Id });

/** VMs that were made with the key keep it. */
export async function removeSshKey(
  deps: ServiceDeps,
  actor: Actor,
  { keyId }: z.infer<typeof RemoveSshKeyInput>,
): Promise<void> {
  await changeAccount(deps, actor, 'account.remove-ssh-key', async (transaction, userId) => {
    const removed = await transaction.sshKey.deleteMany({ where: { id: keyId, userId } });
    if (removed.count === 0) throw notFound('SSH key', keyId);
  });
}

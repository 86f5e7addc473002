import { isUniqueViolation } from '@busbar/db/is-unique-violation';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { requirePerson } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { changeAccount } from './change-account.ts';
import { PersonName } from './credentials.ts';
import { parseSshPublicKey } from './ssh-public-key.ts';

export const AddSshKeyInput = z.object({ name: PersonName, publicKey: z.string().max(16_384) });

/** @throws AppError `invalid-input` for what is no public key, `already-exists`, `precondition-failed` for too many */
export async function addSshKey(
  deps: ServiceDeps,
  actor: Actor,
  { name, publicKey }: z.infer<typeof AddSshKeyInput>,
): Promise<void> {
  requirePerson(actor);
  const key = parseSshPublicKey(publicKey);
  if (key === null) {
    throw new AppError('invalid-input', 'publicKey: This is not an SSH public key.', {
      userMessage:
        'This is not an SSH public key. Paste the one line of a file such as ~/.ssh/id_ed25519.pub; never the private key.',
    });
  }
  await changeAccount(deps, actor, 'account.add-ssh-key', async (transaction, userId) => {
    if ((await transaction.sshKey.count({ where: { userId } })) >= 50) {
      throw new AppError('precondition-failed', 'An account has at most 50 SSH keys. Remove one first.');
    }
    const { text, fingerprint } = key;
    const data = { id: deps.newId(), userId, name, publicKey: text, fingerprint, createdAt: deps.now() };
    try {
      await transaction.sshKey.create({ data });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new AppError('already-exists', `This key is in your account already (${fingerprint}).`);
    }
  });
}

import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { hashToken, newEnrolmentToken } from '../../auth/api-token.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const CreateEnrolmentInput = z.object({ note: z.string().trim().max(200).default('') });
export const CreateEnrolmentResult = z.object({
  tokenId: z.string(),
  /** One line each, to be pasted on the new host. They hold the one-time token: shown once. */
  command: z.object({ linux: z.string(), windows: z.string() }),
  expiresAt: z.date(),
});

const lifetimeMs = 60 * 60_000;

/** Makes a one-time enrolment line, which also pins this control plane's key. */
export async function createEnrolment(
  deps: ServiceDeps,
  actor: Actor,
  { note }: z.infer<typeof CreateEnrolmentInput>,
): Promise<z.infer<typeof CreateEnrolmentResult>> {
  await authorize(deps, actor, 'host.enrol');
  const token = newEnrolmentToken(deps.randomBytes);
  const tokenId = deps.newId();
  const now = deps.now();
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  await deps.db.write(async (transaction) => {
    await transaction.enrolmentToken.create({
      data: {
        id: tokenId,
        tokenHash: hashToken(token),
        note,
        createdBy: actor.userId,
        createdAt: now,
        expiresAt,
      },
    });
    await recordAudit(transaction, deps, actor, {
      action: 'host.create-enrolment',
      target: { type: 'enrolment', id: tokenId, name: note },
    });
  });
  const proxied = deps.isProxied ? ' --behind-proxy' : '';
  const options = `enrol --url ${deps.publicUrl} --token ${token} --key ${deps.controlKeyFingerprint}${proxied}`;
  return {
    tokenId,
    command: {
      linux: `sudo busbar-host ${options} && sudo systemctl restart busbar-host`,
      windows: `busbar-host.exe ${options}`,
    },
    expiresAt,
  };
}

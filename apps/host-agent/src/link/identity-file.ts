import { readFile } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { Fingerprint, PrivateKeyJwk } from '@busbar/shared/identity/keys';
import { z } from 'zod';
import { writeFileDurably } from '../storage/write-file-durably.ts';

/** Who this host is and whom it obeys. Its keys never leave this file (0600). */
export const HostIdentity = z.object({
  hostId: z.uuid(),
  controlUrl: z.string(),
  /** Whether a proxy ends TLS in front of the control plane; then its certificate is checked instead. */
  isProxied: z.boolean(),
  /** Of the control plane's Ed25519 key, as the enrolment line said. */
  controlFingerprint: Fingerprint,
  /** Ed25519; proves this host. */
  key: PrivateKeyJwk,
  /** X25519; secrets for this host are sealed to it. */
  sealingKey: PrivateKeyJwk,
});
export type HostIdentity = z.infer<typeof HostIdentity>;

/** `null` before the host is enrolled. @throws `internal` on a file that is not an identity. */
export async function readIdentity(path: string): Promise<HostIdentity | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return HostIdentity.parse(JSON.parse(text));
  } catch (cause) {
    // Without the cause's text, which may quote a key.
    throw new AppError('internal', `${path} is not a host's identity. Remove it and enrol again.`, {
      details: {
        reason: cause instanceof z.ZodError ? cause.issues.map(({ path: at }) => at.join('.')) : 'not JSON',
      },
    });
  }
}

export const writeIdentity = (path: string, identity: HostIdentity): Promise<void> =>
  writeFileDurably(path, `${JSON.stringify(identity, null, 2)}\n`);

/** What services get, made of the parts of this process. */
import { randomBytes } from 'node:crypto';
import { decryptAtRest, encryptAtRest } from '@busbar/shared/identity/at-rest';
import { fingerprintOf, publicKeyOf } from '@busbar/shared/identity/keys';
import type { AuthDeps } from '../auth/auth-deps.ts';
import type { ServiceDeps } from '../services/service-deps.ts';
import { productVersion } from '../services/session/product-version.ts';
import type { ControlDeps } from './deps.ts';

export type ServiceParts = {
  readonly deps: ControlDeps;
  readonly auth: AuthDeps;
  /** The short way to the dispatcher of this process. */
  readonly nudgeHere: (jobId: string) => void;
  /** The way to whichever process dispatches. Never rejects. */
  readonly nudgeAll: (jobId: string) => Promise<void>;
};

export function makeServiceDeps({ deps, auth, nudgeHere, nudgeAll }: ServiceParts): ServiceDeps & AuthDeps {
  const { atRestKey } = deps;
  return {
    ...auth,
    newId: deps.newId,
    randomBytes,
    nudge: async (jobId) => {
      nudgeHere(jobId);
      // Nobody waits for Redis: what it loses, the sweep finds.
      void nudgeAll(jobId);
    },
    publish: async (change) => deps.publish([change]),
    secrets: {
      encrypt: (plaintext, context) => encryptAtRest(atRestKey, plaintext, context),
      decrypt: (text, context) => decryptAtRest(atRestKey, text, context),
    },
    controlKeyFingerprint: fingerprintOf(publicKeyOf(deps.linkKey)),
    isProxied: deps.trustProxy,
    version: productVersion,
  };
}

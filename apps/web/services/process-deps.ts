/**
 * Everything that services and authentication need in this process, made once per copy of this module and on
 * first use: importing does nothing.
 */
import { randomBytes } from 'node:crypto';
import { getDatabase } from '@busbar/db/get-database';
import { newId } from '@busbar/shared/domain/ids';
import { decryptAtRest, encryptAtRest } from '@busbar/shared/identity/at-rest';
import { fingerprintOf, publicKeyOf } from '@busbar/shared/identity/keys';
import { createLogger } from '@busbar/shared/logging/create-logger';
import type { AuthDeps } from '../auth/auth-deps.ts';
import { publicUrlOf, readEnvironment } from '../config/environment.ts';
import { loadLinkKey } from '../config/link-key.ts';
import { deriveKey, loadSecret } from '../config/secret-key.ts';
import { nudgeHere } from './local-nudge.ts';
import { createMessenger } from './queue.ts';
import type { ServiceDeps } from './service-deps.ts';
import { productVersion } from './session/product-version.ts';

export type ProcessDeps = ServiceDeps & AuthDeps & { readonly close: () => Promise<void> };

let made: ProcessDeps | null = null;

/** @throws AppError `unavailable` before the server has opened the database. */
export function processDeps(): ProcessDeps {
  made ??= makeDeps();
  return made;
}

function makeDeps(): ProcessDeps {
  const environment = readEnvironment();
  const secret = loadSecret(environment);
  const atRestKey = deriveKey(secret, 'at-rest');
  const log = createLogger({ name: 'services', level: 'warn' });
  const messenger = createMessenger(environment.redis, (error) =>
    log.warn({ error }, 'Redis does not answer'),
  );
  return {
    db: getDatabase(),
    now: () => new Date(),
    newId: () => newId({ nowMs: Date.now, randomBytes }),
    randomBytes,
    nudge: (jobId) => {
      nudgeHere(jobId);
      return messenger.nudge(jobId, 1);
    },
    publish: messenger.publish,
    secrets: {
      encrypt: (plaintext, context) => encryptAtRest(atRestKey, plaintext, context),
      decrypt: (text, context) => decryptAtRest(atRestKey, text, context),
    },
    controlKeyFingerprint: fingerprintOf(publicKeyOf(loadLinkKey(environment.dataPath))),
    publicUrl: actualPublicUrl() ?? publicUrlOf(environment, environment.port),
    isProxied: environment.trustProxy,
    version: productVersion,
    cookieSecret: deriveKey(secret, 'cookies').toString('hex'),
    close: messenger.close,
  };
}

/** The server leaves it here when the system has chosen the port. */
function actualPublicUrl(): string | undefined {
  return (globalThis as { [key: symbol]: string | undefined })[Symbol.for('busbar.publicUrl')];
}

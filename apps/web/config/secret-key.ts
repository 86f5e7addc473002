/**
 * The one secret of the control plane. Keys for different uses are derived from it (HKDF, RFC 5869), so
 * that none of them tells anything about another.
 */
import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Environment } from './environment.ts';
import { dataPaths } from './paths.ts';
import { keepPrivateFile } from './private-file.ts';

const leastCharacters = 32;

/** Reads `BUSBAR_SECRET_KEY` or the 0600 file in the data folder, which is made when there is none. */
export function loadSecret(environment: Pick<Environment, 'secretKey' | 'dataPath'>): Buffer {
  const text =
    environment.secretKey ??
    keepPrivateFile(dataPaths(environment.dataPath).secretKey, () => randomBytes(32).toString('base64url'));
  if (text.length < leastCharacters) {
    throw new AppError('invalid-input', `The secret key needs at least ${leastCharacters} characters.`);
  }
  return createHash('sha256').update(text).digest();
}

/** `at-rest` encrypts what the database keeps secret; `cookies` signs sessions. 32 bytes. */
export function deriveKey(secret: Buffer, purpose: 'at-rest' | 'cookies'): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `busbar ${purpose} v1`, 32));
}

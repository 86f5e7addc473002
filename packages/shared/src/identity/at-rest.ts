/**
 * Encrypts secrets for the database: AES-256-GCM with the control plane's key. The context (table, row,
 * column) is authenticated, so that a value copied to another place does not decrypt there.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../errors/app-error.ts';

export const atRestKeyBytes = 32;
const tagBytes = 16;
const format = /^v1\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]+)$/;

/** `v1.<nonce>.<ciphertext and tag>`, base64url. `nonce` is for golden vectors only. */
export function encryptAtRest(
  key: Uint8Array,
  plaintext: string,
  context: string,
  nonce: Uint8Array = randomBytes(12),
): string {
  const cipher = createCipheriv('aes-256-gcm', checkKey(key), nonce);
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `v1.${Buffer.from(nonce).toString('base64url')}.${body.toString('base64url')}`;
}

/** @throws `internal` when the key is another one, or the text was altered or belongs elsewhere. */
export function decryptAtRest(key: Uint8Array, text: string, context: string): string {
  const match = format.exec(text);
  if (match === null) throw new AppError('internal', 'An encrypted value has an unknown format.');
  const body = Buffer.from(match[2] ?? '', 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', checkKey(key), Buffer.from(match[1] ?? '', 'base64url'), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(context));
  try {
    decipher.setAuthTag(body.subarray(Math.max(0, body.length - tagBytes)));
    return Buffer.concat([decipher.update(body.subarray(0, -tagBytes)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new AppError('internal', 'An encrypted value does not decrypt with this key.', {
      cause,
      userMessage: 'A stored secret cannot be decrypted. Was BUSBAR_SECRET_KEY (or the key file) changed?',
    });
  }
}

function checkKey(key: Uint8Array): Uint8Array {
  if (key.byteLength === atRestKeyBytes) return key;
  throw new AppError(
    'invalid-input',
    `The secret key must have ${atRestKeyBytes} bytes, not ${key.byteLength}.`,
  );
}

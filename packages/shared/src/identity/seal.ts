/**
 * Seals bytes to a public X25519 key: an ephemeral key pair per message, HKDF-SHA256 over the shared secret
 * with both public keys, AES-256-GCM. Only the private key's owner can open it; `context` (such as a job id)
 * must be the same at both ends, so that a sealed value cannot be moved elsewhere.
 */
import { createCipheriv, createDecipheriv, diffieHellman, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '../errors/app-error.ts';
import type { Sealed } from '../protocol/link.ts';
import { generateKey, importPrivateKey, importPublicKey, type PrivateKeyJwk, publicKeyOf } from './keys.ts';
import { transcriptBytes } from './transcript.ts';

const domain = 'busbar-seal-1';
const tagBytes = 16;

export type SealRandom = { readonly ephemeral: PrivateKeyJwk; readonly nonce: Uint8Array };
const freshRandom = (): SealRandom => ({ ephemeral: generateKey('X25519'), nonce: randomBytes(12) });

/** `random` is for golden vectors only: a nonce used twice with one key gives the plaintext away. */
export function seal(
  publicKey: string,
  plaintext: Uint8Array | string,
  context: string,
  random: SealRandom = freshRandom(),
): Sealed {
  const ephemeralKey = publicKeyOf(random.ephemeral);
  const key = sharedKey(random.ephemeral, publicKey, { ephemeralKey, recipientKey: publicKey, context });
  const cipher = createCipheriv('aes-256-gcm', key, random.nonce);
  const body = Buffer.concat([
    cipher.update(Buffer.from(plaintext as string)),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return {
    ephemeralKey,
    nonce: Buffer.from(random.nonce).toString('base64url'),
    ciphertext: body.toString('base64url'),
  };
}

/** @throws `invalid-input` when it was sealed to another key, for another context, or was altered. */
export function open(key: PrivateKeyJwk, sealed: Sealed, context: string): Buffer {
  try {
    const { ephemeralKey } = sealed;
    const shared = sharedKey(key, ephemeralKey, { ephemeralKey, recipientKey: publicKeyOf(key), context });
    const body = Buffer.from(sealed.ciphertext, 'base64url');
    const nonce = Buffer.from(sealed.nonce, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', shared, nonce, { authTagLength: tagBytes });
    decipher.setAuthTag(body.subarray(Math.max(0, body.length - tagBytes)));
    return Buffer.concat([decipher.update(body.subarray(0, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new AppError('invalid-input', 'A sealed value cannot be opened with this key for this purpose.', {
      cause,
    });
  }
}

type Info = { readonly ephemeralKey: string; readonly recipientKey: string; readonly context: string };

function sharedKey(ours: PrivateKeyJwk, theirs: string, info: Info): Buffer {
  const secret = diffieHellman({
    privateKey: importPrivateKey(ours),
    publicKey: importPublicKey(theirs, 'X25519'),
  });
  const bound = transcriptBytes(domain, [info.ephemeralKey, info.recipientKey, info.context]);
  // HKDF's info may have at most 1024 bytes in Node; as salt it binds just as well.
  return Buffer.from(hkdfSync('sha256', secret, bound, domain, 32));
}

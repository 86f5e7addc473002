/** Ed25519 keys of a control plane or a host. Public keys travel as base64url of their 32 raw bytes. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';

/** A raw 32-byte public key, base64url. */
export const PublicKeyText = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** `sha256:` and the base64url SHA-256 of a raw public key; what a person compares and a host pins. */
export const Fingerprint = z.string().regex(/^sha256:[A-Za-z0-9_-]{43}$/);

/** A private key as it is kept in a 0600 file or encrypted: an RFC 8037 JWK. */
export const PrivateKeyJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.enum(['Ed25519', 'X25519']),
  x: PublicKeyText,
  d: PublicKeyText,
});
export type PrivateKeyJwk = z.infer<typeof PrivateKeyJwk>;
export type Curve = PrivateKeyJwk['crv'];

/** A new key pair: Ed25519 signs, X25519 is sealed to. */
export function generateKey(curve: Curve = 'Ed25519'): PrivateKeyJwk {
  const { privateKey } = curve === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519');
  return PrivateKeyJwk.parse(privateKey.export({ format: 'jwk' }));
}

export const publicKeyOf = (key: PrivateKeyJwk): string => key.x;

export function fingerprintOf(publicKey: string): string {
  return `sha256:${createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('base64url')}`;
}

export const importPrivateKey = (key: PrivateKeyJwk): KeyObject =>
  createPrivateKey({ key: { ...key }, format: 'jwk' });

/** @throws `invalid-input` on anything but a public key of this curve. */
export function importPublicKey(publicKey: string, curve: Curve = 'Ed25519'): KeyObject {
  try {
    return createPublicKey({
      key: { kty: 'OKP', crv: curve, x: PublicKeyText.parse(publicKey) },
      format: 'jwk',
    });
  } catch (cause) {
    throw new AppError('invalid-input', `This is not a public ${curve} key.`, { cause });
  }
}

/** The signature, base64url. */
export const signBytes = (key: PrivateKeyJwk, bytes: Uint8Array): string =>
  sign(null, bytes, importPrivateKey(key)).toString('base64url');

/** False for a wrong signature, and for a key or signature that is none. */
export function hasSigned(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  if (!PublicKeyText.safeParse(publicKey).success) return false;
  return verify(null, bytes, importPublicKey(publicKey), Buffer.from(signature, 'base64url'));
}

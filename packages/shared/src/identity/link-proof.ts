/**
 * Proofs of a link: each side signs its role, the host, both nonces and what binds them to this connection.
 * The TLS exporter is the same only at the two ends of one TLS connection, so a proof cannot be relayed by
 * someone in the middle. Behind a proxy that ends TLS there is no common exporter: the mode is `none` then,
 * and is itself signed, so that it cannot be forced on two sides that both want `exporter`.
 */
import { AppError } from '../errors/app-error.ts';
import { hasSigned, type PrivateKeyJwk, signBytes } from './keys.ts';
import { transcriptBytes } from './transcript.ts';

export type ProofRole = 'control' | 'host';
export type ProofBinding = 'exporter' | 'none';

export type LinkTranscript = {
  readonly hostId: string;
  /** base64url of 32 random bytes, chosen by the host for this socket. */
  readonly hostNonce: string;
  /** The same, chosen by the control plane. */
  readonly controlNonce: string;
  /** 32 bytes from `exportKeyingMaterial`; null is mode `none`. */
  readonly exporter: Uint8Array | null;
};

const domain = 'busbar-link-proof-1';

export const bindingOf = (transcript: { readonly exporter: Uint8Array | null }): ProofBinding =>
  transcript.exporter === null ? 'none' : 'exporter';

const linkBytes = (role: ProofRole, transcript: LinkTranscript): Buffer =>
  transcriptBytes(domain, [
    role,
    transcript.hostId,
    transcript.hostNonce,
    transcript.controlNonce,
    bindingOf(transcript),
    transcript.exporter ?? '',
  ]);

export const signLink = (key: PrivateKeyJwk, role: ProofRole, transcript: LinkTranscript): string =>
  signBytes(key, linkBytes(role, transcript));

/** @throws `unauthenticated` unless `publicKey` signed exactly this transcript in this role. */
export function verifyLink(
  publicKey: string,
  role: ProofRole,
  transcript: LinkTranscript,
  proof: string,
): void {
  if (hasSigned(publicKey, linkBytes(role, transcript), proof)) return;
  throw new AppError('unauthenticated', `The ${role}'s proof of the link does not hold.`, {
    userMessage:
      role === 'control'
        ? 'The control plane did not prove the key that this host has pinned. If it was set up anew, enrol this host again; otherwise someone may be in the middle.'
        : 'The host did not prove its key. If it was set up anew, enrol it again.',
  });
}

/**
 * Proofs of an enrolment: the control plane proves the key that the enrolment line pins before the one-time
 * token is sent to it; the host proves that it holds the key it brings.
 */
import { AppError } from '../errors/app-error.ts';
import { fingerprintOf, hasSigned, type PrivateKeyJwk, signBytes } from './keys.ts';
import { bindingOf } from './link-proof.ts';
import { transcriptBytes } from './transcript.ts';

export type EnrolmentTranscript = {
  readonly hostNonce: string;
  readonly controlNonce: string;
  readonly exporter: Uint8Array | null;
};

/** What the host brings; signed, so that nobody can swap a key for another. */
export type EnrolmentClaim = {
  readonly token: string;
  readonly hostname: string;
  readonly publicKey: string;
  readonly sealingKey: string;
};

const common = (transcript: EnrolmentTranscript): (string | Uint8Array)[] => [
  transcript.hostNonce,
  transcript.controlNonce,
  bindingOf(transcript),
  transcript.exporter ?? '',
];
const controlBytes = (transcript: EnrolmentTranscript): Buffer =>
  transcriptBytes('busbar-enrol-control-1', common(transcript));
const hostBytes = (transcript: EnrolmentTranscript, claim: EnrolmentClaim): Buffer =>
  transcriptBytes('busbar-enrol-host-1', [
    ...common(transcript),
    claim.token,
    claim.hostname,
    claim.publicKey,
    claim.sealingKey,
  ]);

export const signEnrolmentAsControl = (key: PrivateKeyJwk, transcript: EnrolmentTranscript): string =>
  signBytes(key, controlBytes(transcript));

/** @throws `unauthenticated` unless the key has the pinned fingerprint and signed this transcript. */
export function verifyControlEnrolment(
  pinnedFingerprint: string,
  controlKey: string,
  transcript: EnrolmentTranscript,
  proof: string,
): void {
  if (fingerprintOf(controlKey) !== pinnedFingerprint) {
    throw new AppError('unauthenticated', 'The control plane has another key than the enrolment line says.', {
      userMessage:
        'This is not the control plane that made the enrolment line (its key differs). The token was not sent. Check the address, or make a new line.',
      details: { pinned: pinnedFingerprint, offered: fingerprintOf(controlKey) },
    });
  }
  if (!hasSigned(controlKey, controlBytes(transcript), proof)) {
    throw new AppError('unauthenticated', "The control plane's proof does not hold; the token was not sent.");
  }
}

export const signEnrolmentAsHost = (
  key: PrivateKeyJwk,
  transcript: EnrolmentTranscript,
  claim: EnrolmentClaim,
): string => signBytes(key, hostBytes(transcript, claim));

/** @throws `unauthenticated` unless the claim was signed with its own `publicKey` for this transcript. */
export function verifyHostEnrolment(
  transcript: EnrolmentTranscript,
  claim: EnrolmentClaim,
  proof: string,
): void {
  if (hasSigned(claim.publicKey, hostBytes(transcript, claim), proof)) return;
  throw new AppError('unauthenticated', 'The host did not prove the key that it brings.');
}

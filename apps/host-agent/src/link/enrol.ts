import { AppError } from '@busbar/shared/errors/app-error';
import { signEnrolmentAsHost, verifyControlEnrolment } from '@busbar/shared/identity/enrolment-proof';
import { EnrolChallenge, EnrolResult, linkHandshake, newNonce } from '@busbar/shared/identity/handshake';
import { Fingerprint, generateKey, publicKeyOf } from '@busbar/shared/identity/keys';
import { ControlConnection } from './control-connection.ts';
import { type HostIdentity, readIdentity, writeIdentity } from './identity-file.ts';

export type EnrolOptions = {
  readonly url: string;
  /** One-time, from the enrolment line. Sent only to a control plane that has proved the pinned key. */
  readonly token: string;
  readonly controlFingerprint: string;
  readonly hostname: string;
  readonly isProxied: boolean;
  readonly identityPath: string;
  readonly signal: AbortSignal;
};

/**
 * Makes this machine a host of a control plane: new keys, and an identity file once it has accepted them.
 *
 * @throws `already-exists` when this machine is enrolled; `unauthenticated` when either side is not who it
 *   should be; `invalid-input`; `unavailable`. Nothing is written then.
 */
export async function enrol(options: EnrolOptions): Promise<HostIdentity> {
  const { identityPath, url, isProxied } = options;
  if ((await readIdentity(identityPath)) !== null) {
    throw new AppError('already-exists', `This machine is enrolled already (${identityPath}).`, {
      userMessage: `This machine is enrolled already. To enrol it anew, stop the agent and remove ${identityPath}.`,
    });
  }
  if (!Fingerprint.safeParse(options.controlFingerprint).success) {
    throw new AppError('invalid-input', 'The key of the enrolment line must be of the form sha256:….');
  }
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(linkHandshake.deadlineMs)]);
  const connection = await ControlConnection.open(url, isProxied, signal);
  try {
    const keys = { key: generateKey('Ed25519'), sealingKey: generateKey('X25519') };
    const hostId = await introduce(connection, options, keys, signal);
    const { controlFingerprint } = options;
    const identity = { hostId, controlUrl: url, isProxied, controlFingerprint, ...keys };
    await writeIdentity(identityPath, identity);
    return identity;
  } finally {
    connection.abort();
  }
}

type Keys = Pick<HostIdentity, 'key' | 'sealingKey'>;

async function introduce(
  connection: ControlConnection,
  { token, hostname, controlFingerprint }: EnrolOptions,
  keys: Keys,
  signal: AbortSignal,
): Promise<string> {
  const hostNonce = newNonce();
  const challengeRequest = {
    method: 'POST',
    path: linkHandshake.enrolChallengePath,
    body: { nonce: hostNonce },
  } as const;
  const challenge = await connection.exchange(challengeRequest, 200, EnrolChallenge, signal);
  const transcript = { hostNonce, controlNonce: challenge.nonce, exporter: connection.exporter };
  verifyControlEnrolment(controlFingerprint, challenge.controlKey, transcript, challenge.proof);
  const claim = {
    token,
    hostname,
    publicKey: publicKeyOf(keys.key),
    sealingKey: publicKeyOf(keys.sealingKey),
  };
  const body = {
    ...claim,
    controlNonce: challenge.nonce,
    proof: signEnrolmentAsHost(keys.key, transcript, claim),
  };
  const { hostId } = await connection.exchange(
    { method: 'POST', path: linkHandshake.enrolPath, body },
    200,
    EnrolResult,
    signal,
  );
  return hostId;
}

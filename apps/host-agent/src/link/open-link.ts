import { AppError } from '@busbar/shared/errors/app-error';
import { LinkChallenge, linkHandshake, newNonce } from '@busbar/shared/identity/handshake';
import { fingerprintOf } from '@busbar/shared/identity/keys';
import { signLink, verifyLink } from '@busbar/shared/identity/link-proof';
import { linkVersion } from '@busbar/shared/protocol/version';
import { ControlConnection, type Upgraded } from './control-connection.ts';
import type { HostIdentity } from './identity-file.ts';

/**
 * Dials the control plane, has it prove the pinned key, and only then proves this host. Afterwards HTTP/2
 * may begin on the socket.
 *
 * @throws `unauthenticated` when either side is refused, `unavailable`, `version-mismatch`, `bad-peer`.
 */
export async function openLink(identity: HostIdentity, stopSignal: AbortSignal): Promise<Upgraded> {
  const late = AbortSignal.timeout(linkHandshake.deadlineMs);
  const signal = AbortSignal.any([stopSignal, late]);
  const connection = await ControlConnection.open(identity.controlUrl, identity.isProxied, signal);
  try {
    const transcript = await challengeControl(connection, identity, signal);
    const proof = signLink(identity.key, 'host', transcript);
    return await connection.upgrade(
      {
        method: 'GET',
        path: linkHandshake.path,
        headers: {
          connection: 'Upgrade',
          upgrade: linkHandshake.upgrade,
          [linkHandshake.hostHeader]: identity.hostId,
          [linkHandshake.controlNonceHeader]: transcript.controlNonce,
          [linkHandshake.proofHeader]: proof,
        },
      },
      signal,
    );
  } catch (error) {
    connection.abort();
    throw error;
  }
}

async function challengeControl(connection: ControlConnection, identity: HostIdentity, signal: AbortSignal) {
  const hostNonce = newNonce();
  const { hostId, controlFingerprint } = identity;
  const headers = {
    [linkHandshake.hostHeader]: hostId,
    [linkHandshake.nonceHeader]: hostNonce,
    [linkHandshake.versionHeader]: `${linkVersion.major}.${linkVersion.minor}`,
  };
  const request = { method: 'GET', path: linkHandshake.path, headers } as const;
  const challenge = await connection.exchange(request, 401, LinkChallenge, signal);
  if (fingerprintOf(challenge.controlKey) !== controlFingerprint) {
    throw new AppError(
      'unauthenticated',
      'The control plane has another key than the one this host has pinned.',
      {
        userMessage:
          'The control plane’s key is not the pinned one. If it was set up anew, enrol this host again; otherwise someone may be in the middle. Nothing was sent.',
        details: { pinned: controlFingerprint, offered: fingerprintOf(challenge.controlKey) },
      },
    );
  }
  const transcript = { hostId, hostNonce, controlNonce: challenge.nonce, exporter: connection.exporter };
  verifyLink(challenge.controlKey, 'control', transcript, challenge.proof);
  return transcript;
}

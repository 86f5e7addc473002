import type { IncomingMessage } from 'node:http';
import { AppError } from '@busbar/shared/errors/app-error';
import { exporterOf, type LinkChallenge, linkHandshake, Nonce } from '@busbar/shared/identity/handshake';
import { publicKeyOf } from '@busbar/shared/identity/keys';
import { bindingOf, signLink } from '@busbar/shared/identity/link-proof';
import { linkVersion } from '@busbar/shared/protocol/version';
import { z } from 'zod';
import type { ControlDeps } from '../deps.ts';
import type { SocketHandshakes } from './socket-handshakes.ts';

/**
 * Step (a) of a link: our nonce and our proof. Whether the host is known is not told here, nor is it
 * looked up: a stranger learns nothing.
 *
 * @throws `invalid-input`, `version-mismatch`
 */
export function challengeLink(
  deps: Pick<ControlDeps, 'linkKey' | 'trustProxy'>,
  handshakes: SocketHandshakes,
  request: IncomingMessage,
): LinkChallenge {
  requireVersion(request.headers[linkHandshake.versionHeader]);
  const hostId = z.uuid().safeParse(request.headers[linkHandshake.hostHeader]);
  const hostNonce = Nonce.safeParse(request.headers[linkHandshake.nonceHeader]);
  if (!hostId.success || !hostNonce.success) {
    throw new AppError('invalid-input', 'A link begins with the host and its nonce.');
  }
  const pending = handshakes.begin(request.socket, {
    kind: 'link',
    hostId: hostId.data,
    hostNonce: hostNonce.data,
  });
  const transcript = {
    hostId: hostId.data,
    hostNonce: hostNonce.data,
    controlNonce: pending.controlNonce,
    exporter: exporterOf(request.socket, deps.trustProxy),
  };
  return {
    nonce: pending.controlNonce,
    controlKey: publicKeyOf(deps.linkKey),
    proof: signLink(deps.linkKey, 'control', transcript),
    binding: bindingOf(transcript),
  };
}

/** The header is `major.minor`; one that is absent or odd is left to the hello, which is exact. */
function requireVersion(header: string | string[] | undefined): void {
  const major = /^(\d{1,4})\.\d{1,4}$/.exec(String(header ?? ''))?.[1];
  if (major === undefined || Number(major) === linkVersion.major) return;
  throw new AppError(
    'version-mismatch',
    `This control plane speaks link version ${linkVersion.major}, the host ${String(header)}.`,
    {
      userMessage:
        'Host agent and control plane are too far apart in version. Install the agent of the same release.',
    },
  );
}

import type { IncomingMessage } from 'node:http';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { exporterOf, linkHandshake, Proof } from '@busbar/shared/identity/handshake';
import { verifyLink } from '@busbar/shared/identity/link-proof';
import type { ControlDeps } from '../deps.ts';
import type { SocketHandshakes } from './socket-handshakes.ts';

/**
 * Step (b) of a link: whose it is. A host that is unknown, removed or false, a proof that is replayed and a
 * nonce that is too old get the same answer.
 *
 * @throws `unauthenticated`
 */
export async function admitLink(
  deps: Pick<ControlDeps, 'db' | 'log' | 'trustProxy'>,
  handshakes: SocketHandshakes,
  request: IncomingMessage,
): Promise<{ readonly hostId: string }> {
  const nonce = request.headers[linkHandshake.controlNonceHeader];
  const pending = handshakes.take(request.socket, 'link', typeof nonce === 'string' ? nonce : undefined);
  const named = request.headers[linkHandshake.hostHeader];
  try {
    if (pending?.hostId == null || pending.hostId !== named) throw refused('no handshake to go on with');
    const proof = Proof.safeParse(request.headers[linkHandshake.proofHeader]);
    if (!proof.success) throw refused('no proof');
    const host = await deps.db.read.host.findUnique({ where: { id: pending.hostId } });
    if (host === null || host.state === 'removed') throw refused('unknown or removed host');
    const exporter = exporterOf(request.socket, deps.trustProxy);
    const { hostNonce, controlNonce } = pending;
    verifyLink(host.publicKey, 'host', { hostId: host.id, hostNonce, controlNonce, exporter }, proof.data);
    return { hostId: host.id };
  } catch (thrown) {
    const cause = toAppError(thrown);
    if (cause.code !== 'unauthenticated') throw cause;
    deps.log.warn({ hostId: named, reason: cause.message }, 'a link was refused');
    throw refused('this host may not link', cause);
  }
}

const refused = (reason: string, cause?: AppError): AppError =>
  new AppError('unauthenticated', `The link was refused: ${reason}.`, {
    userMessage:
      'The control plane does not accept this host. If it was removed or set up anew, enrol it again.',
    cause,
  });

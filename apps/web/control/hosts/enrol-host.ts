/** The two steps of an enrolment; packages/shared/src/identity/handshake.ts describes them. */
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Transaction } from '@busbar/db/database';
import { AppError } from '@busbar/shared/errors/app-error';
import { signEnrolmentAsControl, verifyHostEnrolment } from '@busbar/shared/identity/enrolment-proof';
import {
  type EnrolChallenge,
  type EnrolChallengeRequest,
  type EnrolRequest,
  type EnrolResult,
  exporterOf,
} from '@busbar/shared/identity/handshake';
import { publicKeyOf } from '@busbar/shared/identity/keys';
import { bindingOf } from '@busbar/shared/identity/link-proof';
import type { ControlDeps } from '../deps.ts';
import type { SocketHandshakes } from './socket-handshakes.ts';

export function challengeEnrolment(
  deps: Pick<ControlDeps, 'linkKey' | 'trustProxy'>,
  handshakes: SocketHandshakes,
  socket: Socket,
  { nonce }: EnrolChallengeRequest,
): EnrolChallenge {
  const { controlNonce } = handshakes.begin(socket, { kind: 'enrol', hostId: null, hostNonce: nonce });
  const transcript = { hostNonce: nonce, controlNonce, exporter: exporterOf(socket, deps.trustProxy) };
  return {
    nonce: controlNonce,
    controlKey: publicKeyOf(deps.linkKey),
    proof: signEnrolmentAsControl(deps.linkKey, transcript),
    binding: bindingOf(transcript),
  };
}

/**
 * Makes the host. The token is used up in the same transaction, so that of two hosts with one line one gets in.
 *
 * @throws `unauthenticated` for a wrong proof and for a token that is wrong, used, revoked or expired;
 *   `already-exists` for a key that is known.
 */
export async function enrolHost(
  deps: Pick<ControlDeps, 'db' | 'nowMs' | 'newId' | 'trustProxy' | 'publish' | 'log'>,
  handshakes: SocketHandshakes,
  socket: Socket,
  claim: EnrolRequest,
): Promise<EnrolResult> {
  const pending = handshakes.take(socket, 'enrol', claim.controlNonce);
  if (pending === null) throw refused();
  const { hostNonce, controlNonce } = pending;
  const exporter = exporterOf(socket, deps.trustProxy);
  verifyHostEnrolment({ hostNonce, controlNonce, exporter }, claim, claim.proof);
  const hostId = deps.newId();
  await deps.db.write(async (transaction) => {
    const tokenId = await useToken(transaction, claim.token, hostId, new Date(deps.nowMs()));
    const known = await transaction.host.findUnique({ where: { publicKey: claim.publicKey } });
    if (known !== null) throw new AppError('already-exists', 'A host with this key is enrolled already.');
    const name = await freeName(transaction, claim.hostname);
    const { publicKey, sealingKey } = claim;
    await transaction.host.create({ data: { id: hostId, name, publicKey, sealingKey } });
    await audit(transaction, { hostId, name, tokenId, address: socket.remoteAddress ?? null });
  });
  deps.log.info({ hostId }, 'a host was enrolled');
  deps.publish([{ entity: 'host', id: hostId }]);
  return { hostId };
}

const refused = (): AppError =>
  new AppError(
    'unauthenticated',
    'The enrolment was refused: its token is wrong, used, revoked or expired.',
    {
      userMessage:
        'This enrolment line is wrong, has been used or has expired. Make a new one on the Hosts page.',
    },
  );

async function useToken(transaction: Transaction, token: string, hostId: string, now: Date): Promise<string> {
  const tokenHash = createHash('sha256').update(token).digest('hex');
  const row = await transaction.enrolmentToken.findUnique({ where: { tokenHash } });
  if (row === null || row.usedAt !== null || row.revokedAt !== null || row.expiresAt <= now) throw refused();
  await transaction.enrolmentToken.update({ where: { id: row.id }, data: { usedAt: now, hostId } });
  return row.id;
}

/** Two machines may call themselves the same; a name is for people and can be changed. */
async function freeName(transaction: Transaction, hostname: string): Promise<string> {
  const base =
    hostname
      .toLowerCase()
      .replace(/[^a-z0-9.-]/g, '-')
      .slice(0, 60) || 'host';
  const taken = await transaction.host.findMany({
    where: { name: { startsWith: base } },
    select: { name: true },
  });
  const names = new Set(taken.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!names.has(name)) return name;
  }
}

type Enrolled = {
  readonly hostId: string;
  readonly name: string;
  readonly tokenId: string;
  readonly address: string | null;
};

async function audit(transaction: Transaction, { hostId, name, tokenId, address }: Enrolled): Promise<void> {
  await transaction.auditEntry.create({
    data: {
      actorType: 'host',
      actorId: hostId,
      actorName: name,
      action: 'host.enrol',
      targetType: 'host',
      targetId: hostId,
      targetName: name,
      outcome: 'allowed',
      details: JSON.stringify({ tokenId }),
      ipAddress: address,
    },
  });
}

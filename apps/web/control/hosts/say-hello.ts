import type { Transaction } from '@busbar/db/database';
import { AppError } from '@busbar/shared/errors/app-error';
import { HostHello, linkPaths } from '@busbar/shared/protocol/link';
import { linkVersion, negotiateVersion } from '@busbar/shared/protocol/version';
import type { Change } from '../../services/change.ts';
import type { ControlDeps } from '../deps.ts';
import type { HostLink } from './host-link.ts';

const helloDeadlineMs = 10_000;

/** Exchanges versions and facts. @throws `version-mismatch`, `bad-peer` and what a call can throw. */
export async function sayHello(link: HostLink, controlVersion: string): Promise<HostHello> {
  const hello = await link.request({
    path: linkPaths.hello,
    body: { version: linkVersion, controlVersion },
    output: HostHello,
    deadlineMs: helloDeadlineMs,
  });
  if (negotiateVersion(linkVersion, hello.version) !== null) return hello;
  const { major, minor } = hello.version;
  throw new AppError(
    'version-mismatch',
    `The host speaks link version ${major}.${minor}, we ${linkVersion.major}.`,
  );
}

/**
 * The host is online with these facts. `linkedAt` is the mark of this link: only its own end may take the
 * host offline again. Returns that mark; @throws `unauthenticated` when the host was removed meanwhile.
 */
export function storeLinkUp(
  deps: Pick<ControlDeps, 'db' | 'nowMs'>,
  hostId: string,
  hello: HostHello,
): Promise<Date> {
  return deps.db.write(async (transaction) => {
    const host = await transaction.host.findUnique({ where: { id: hostId } });
    if (host === null || host.state === 'removed')
      throw new AppError('unauthenticated', 'The host has been removed.');
    const linkedAt = new Date(Math.max(deps.nowMs(), (host.linkedAt?.getTime() ?? 0) + 1));
    await transaction.host.update({
      where: { id: hostId },
      data: {
        state: 'online',
        linkedAt,
        lastSeenAt: linkedAt,
        agentVersion: hello.agentVersion,
        protocol: `${hello.version.major}.${hello.version.minor}`,
        os: hello.os,
        drivers: JSON.stringify(hello.drivers),
        images: JSON.stringify(hello.images),
        capacity: JSON.stringify(hello.capacity),
        jobKinds: JSON.stringify(hello.jobKinds),
        jobLimit: hello.jobLimit,
        sealingKey: hello.sealingKey,
        version: { increment: 1 },
      },
      select: { id: true },
    });
    await touchVms(transaction, hostId);
    return linkedAt;
  });
}

/** The end of the link with this mark. False when a newer link, or the host's removal, came first. */
export function storeLinkDown(
  deps: Pick<ControlDeps, 'db' | 'nowMs'>,
  hostId: string,
  linkedAt: Date,
): Promise<boolean> {
  return deps.db.write(async (transaction) => {
    const { count } = await transaction.host.updateMany({
      where: { id: hostId, state: 'online', linkedAt },
      data: { state: 'offline', lastSeenAt: new Date(deps.nowMs()), version: { increment: 1 } },
    });
    if (count === 1) await touchVms(transaction, hostId);
    return count === 1;
  });
}

/** A VM is shown with its host's state, so it has changed when that has. */
async function touchVms(transaction: Transaction, hostId: string): Promise<void> {
  await transaction.vm.updateMany({
    where: { hostId, state: { not: 'deleted' } },
    data: { version: { increment: 1 } },
  });
}

/** What to announce when a host has come or gone: itself and its VMs. */
export async function changesOfHost(
  deps: Pick<ControlDeps, 'db'>,
  hostId: string,
): Promise<readonly Change[]> {
  const where = { hostId, state: { not: 'deleted' } };
  const vms = await deps.db.read.vm.findMany({ where, select: { id: true } });
  return [{ entity: 'host', id: hostId }, ...vms.map(({ id }): Change => ({ entity: 'vm', id }))];
}

/** At start no host has a link, whatever was stored when the last process ended. Returns their ids. */
export async function storeAllOffline(deps: Pick<ControlDeps, 'db'>): Promise<readonly string[]> {
  return await deps.db.write(async (transaction) => {
    const hosts = await transaction.host.findMany({ where: { state: 'online' }, select: { id: true } });
    await transaction.host.updateMany({
      where: { state: 'online' },
      data: { state: 'offline', version: { increment: 1 } },
    });
    return hosts.map(({ id }) => id);
  });
}

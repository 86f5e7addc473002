import type { Transaction } from '@busbar/db/database';
import type { Host } from '@busbar/db/rows';
import type { HostView } from '@busbar/shared/realtime/views';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readHostView } from '../views/host.ts';

/** What is done to a host that exists, and how the audit table calls it. */
export type HostChange = {
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly apply: (transaction: Transaction, host: Host) => Promise<unknown>;
};

/** The frame of every change of one host: permission, existence, audit, version, notice. */
export async function changeHost(
  deps: ServiceDeps,
  actor: Actor,
  hostId: string,
  change: HostChange,
): Promise<HostView> {
  await authorize(deps, actor, 'host.write', { type: 'host', id: hostId });
  const view = await deps.db.write(async (transaction) => {
    const host = await transaction.host.findUnique({ where: { id: hostId } });
    if (host === null || host.state === 'removed') throw notFound('host', hostId);
    await change.apply(transaction, host);
    await transaction.host.update({
      where: { id: hostId },
      data: { version: { increment: 1 } },
      select: { id: true },
    });
    await recordAudit(transaction, deps, actor, {
      action: change.action,
      target: { type: 'host', id: hostId, name: host.name },
      details: change.details,
    });
    return readHostView(transaction, hostId);
  });
  if (view === null) throw notFound('host', hostId);
  await deps.publish({ entity: 'host', id: hostId });
  return view;
}

import type { Permission } from '@busbar/shared/domain/roles';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../../services/audit/record-audit.ts';
import { authorize } from '../../services/authorize.ts';
import type { HostLink } from '../hosts/host-link.ts';
import type { LiveVmDeps } from './live-vm.ts';

export type LiveHostOptions = {
  readonly permission: Permission;
  /** What is written to the audit table; null for looking at a list. */
  readonly audited: { readonly action: string; readonly details: Readonly<Record<string, unknown>> } | null;
};

/**
 * The way to a host for someone who may go there.
 *
 * @throws `forbidden`, `not-found`, `host-offline`
 */
export async function requireLiveHost(
  deps: LiveVmDeps,
  actor: Actor,
  hostId: string,
  { permission, audited }: LiveHostOptions,
): Promise<HostLink> {
  await authorize(deps, actor, permission, { type: 'host', id: hostId });
  const host = await deps.db.read.host.findUnique({ where: { id: hostId }, select: { name: true } });
  if (host === null) throw new AppError('not-found', 'There is no such host.');
  const link = deps.registry.get(hostId);
  if (link === null) {
    throw new AppError('host-offline', `${host.name} has no link to the control plane.`, {
      userMessage: `${host.name} is offline and cannot be asked. Nothing was changed.`,
    });
  }
  if (audited !== null) {
    const target = { type: 'host', id: hostId, name: host.name };
    await deps.db.write((transaction) => recordAudit(transaction, deps, actor, { ...audited, target }));
  }
  return link;
}

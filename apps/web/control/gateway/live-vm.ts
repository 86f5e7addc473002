import type { Database } from '@busbar/db/database';
import type { Permission } from '@busbar/shared/domain/roles';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../../services/audit/record-audit.ts';
import { authorize } from '../../services/authorize.ts';
import type { HostLink } from '../hosts/host-link.ts';
import type { HostRegistry } from '../hosts/host-registry.ts';

export type LiveVmDeps = {
  readonly db: Database;
  readonly now: () => Date;
  readonly registry: HostRegistry;
};

export type LiveVmOptions = {
  /** Default: vm.shell. */
  readonly permission?: Permission;
  /** Whether this access is written to the audit table. Looking at a list is not. */
  readonly isAudited: boolean;
  readonly details?: Readonly<Record<string, unknown>>;
};

/**
 * The way to a VM for someone who may go there.
 *
 * @throws `forbidden`, `not-found`, `host-offline`
 */
export async function requireLiveVm(
  deps: LiveVmDeps,
  actor: Actor,
  vmId: string,
  { permission = 'vm.shell', isAudited, details = {} }: LiveVmOptions,
): Promise<{ readonly link: HostLink }> {
  await authorize(deps, actor, permission, { type: 'vm', id: vmId });
  const vm = await deps.db.read.vm.findUnique({
    where: { id: vmId },
    select: { hostId: true, name: true, state: true },
  });
  if (vm === null || vm.state === 'deleted') throw new AppError('not-found', 'There is no such VM.');
  const link = deps.registry.require(vm.hostId);
  if (isAudited) {
    const target = { type: 'vm', id: vmId, name: vm.name };
    await deps.db.write((transaction) =>
      recordAudit(transaction, deps, actor, { action: permission, target, details }),
    );
  }
  return { link };
}

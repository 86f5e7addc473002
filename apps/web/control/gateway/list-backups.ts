/** The backups of a host, asked of it now: they are folders that people move and remove there too (docs/adr/0024). */
import { BackupList } from '@busbar/shared/protocol/backups';
import { linkPaths } from '@busbar/shared/protocol/link';
import type { Actor } from '../../auth/actor.ts';
import { requireLiveHost } from './live-host.ts';
import type { LiveVmDeps } from './live-vm.ts';

/** A share on the network may take its time. */
const hostDeadlineMs = 25_000;
/** 1000 of them with their notes and reasons, which JSON may write with six bytes a character. */
const limitBytes = 8 * 1024 * 1024;

/** @throws AppError `forbidden`, `not-found`, `host-offline`, `bad-peer` */
export async function listBackups(deps: LiveVmDeps, actor: Actor, hostId: string): Promise<BackupList> {
  const link = await requireLiveHost(deps, actor, hostId, { permission: 'fleet.read', audited: null });
  return link.request({
    path: linkPaths.backups,
    output: BackupList,
    deadlineMs: hostDeadlineMs,
    limitBytes,
  });
}

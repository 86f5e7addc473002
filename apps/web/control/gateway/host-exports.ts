/**
 * The exports of a host, asked of it now. Nothing of them is kept here: they are folders that people copy and remove
 * there too, and they outlive the VMs (docs/adr/0022).
 */
import { ExportList, RemovedExport, type RemoveExport } from '@busbar/shared/protocol/asked-of-host';
import { linkPaths } from '@busbar/shared/protocol/link';
import type { Actor } from '../../auth/actor.ts';
import { requireLiveHost } from './live-host.ts';
import type { LiveVmDeps } from './live-vm.ts';

/** The files of a large export take a file system a while to let go. */
const hostDeadlineMs = 25_000;
/** 1000 of them, whose names JSON may write with six bytes a character. */
const limitBytes = 4 * 1024 * 1024;

/** @throws AppError `forbidden`, `not-found`, `host-offline`, `bad-peer` */
export async function listExports(deps: LiveVmDeps, actor: Actor, hostId: string): Promise<ExportList> {
  const link = await requireLiveHost(deps, actor, hostId, { permission: 'fleet.read', audited: null });
  return link.request({
    path: linkPaths.exports,
    output: ExportList,
    deadlineMs: hostDeadlineMs,
    limitBytes,
  });
}

/** For good. What it was. @throws AppError as `listExports`; `not-found` also for an export that is gone */
export async function removeExport(
  deps: LiveVmDeps,
  actor: Actor,
  hostId: string,
  body: RemoveExport,
): Promise<RemovedExport> {
  const audited = { action: 'export.remove', details: body };
  const link = await requireLiveHost(deps, actor, hostId, { permission: 'vm.export', audited });
  return link.request({
    path: linkPaths.removeExport,
    body,
    output: RemovedExport,
    deadlineMs: hostDeadlineMs,
  });
}

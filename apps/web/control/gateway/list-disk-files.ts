import { DiskFileList } from '@busbar/shared/protocol/asked-of-host';
import { linkPaths } from '@busbar/shared/protocol/link';
import type { Actor } from '../../auth/actor.ts';
import { requireLiveHost } from './live-host.ts';
import type { LiveVmDeps } from './live-vm.ts';

const hostDeadlineMs = 25_000;
/** 500 files, whose names JSON may write with six bytes a character. */
const limitBytes = 1024 * 1024;

/**
 * The disks that somebody has put on a host to be imported, asked of it now.
 *
 * @throws AppError `forbidden`, `not-found`, `host-offline`, `unsupported` (an older host agent), `bad-peer`
 */
export async function listDiskFiles(deps: LiveVmDeps, actor: Actor, hostId: string): Promise<DiskFileList> {
  const link = await requireLiveHost(deps, actor, hostId, { permission: 'image.write', audited: null });
  return link.request({
    path: linkPaths.diskFiles,
    output: DiskFileList,
    deadlineMs: hostDeadlineMs,
    limitBytes,
  });
}

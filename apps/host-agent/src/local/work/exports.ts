/** Exports as clients of vmgenie know them: an archive by its path. Here it is a folder, which no program need unpack. */
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import type { CommandContext } from '../command.ts';
import type { FoundVm } from './find-vm.ts';

/** Copies the VM; resolves to the export's id when it is whole. The job goes on when the client leaves. */
export async function exportVm(
  { services: { jobs }, signal, requestedBy }: CommandContext,
  vm: FoundVm,
  name: string,
): Promise<string> {
  const instanceId = vm.heartbeat?.cloudInit.instanceId ?? null;
  const document = { vmId: vm.vmId, name, template: null, instanceId };
  const exportId = await jobs.begin({ kind: 'vm.export', vm, document, requestedBy }, signal);
  await jobs.untilSucceeded(exportId, signal);
  return exportId;
}

/** As in `web1 2026-11-21 23:40:12.345`, by the clock of UTC: no VM has two exports of one name. */
export const exportNameOf = (vmName: string, nowMs: number): string =>
  `${vmName} ${new Date(nowMs).toISOString().slice(0, 23).replace('T', ' ')}`;

/** Of what a client names: the folder, its `file:` URI, or the id alone. @throws `not-found` */
export function exportIdOf(archive: string, folder: string): string {
  const path = archive.startsWith('file:') ? pathOfUri(archive) : archive;
  const id = basename(path);
  const isThere = path === id || dirname(resolve(path)) === resolve(folder);
  if (isThere && Id.safeParse(id).success) return id;
  throw new AppError(
    'not-found',
    `${archive} is no export of this host. Its exports are folders in ${folder}; copy one from elsewhere there first.`,
  );
}

function pathOfUri(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (cause) {
    throw new AppError('invalid-input', `${uri} is no URI of a file on this host.`, { cause });
  }
}

/** Copying a VM into the folder that this job has among other copies: of exports, backups, and of clones on the way. */
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { CopyFolder } from '../../copies/copy-folder.ts';
import type { CopyRecord } from '../../copies/copy-kind.ts';
import type { Progress } from '../../hypervisor/driver.ts';
import {
  checkpointExportingOf,
  type ExportedVm,
  type Exporting,
  exportingOf,
} from '../../hypervisor/exporting.ts';
import type { JobServices } from './services.ts';

/** Where the copy is made. */
type Copies = Pick<CopyFolder<CopyRecord>, 'folder' | 'begin'>;

type OnSource = {
  readonly services: JobServices;
  readonly jobId: string;
  readonly signal: AbortSignal;
};

export async function lookAtVm(
  context: Pick<OnSource, 'services' | 'signal'>,
  vmId: string,
): Promise<ExportedVm> {
  return (await exportingOfVm(context, vmId)).look(vmId, context.signal);
}

/** Begins anew, whatever an interrupted attempt has left. Of a checkpoint where one is named. */
export async function copyVm(
  context: OnSource & { readonly progress: Progress },
  vmId: string,
  copies: Copies,
  checkpointId?: string,
): Promise<ExportedVm> {
  const { services, jobId, signal, progress } = context;
  const exporting = await exportingOfVm(context, vmId);
  await exporting.settle(vmId, signal);
  if (checkpointId === undefined)
    return exporting.copyInto(vmId, await copies.begin(jobId), progress, signal);
  const ofCheckpoints = checkpointExportingOf(await services.fleet.driverOf(vmId, signal));
  return ofCheckpoints.copyInto({ vmId, checkpointId, folder: await copies.begin(jobId) }, progress, signal);
}

/** Idempotent. A VM that is gone meanwhile is copied by nobody. */
export async function removeCopied(
  context: OnSource,
  vmId: string,
  { folder, remove }: { readonly folder: string; readonly remove: (jobId: string) => Promise<unknown> },
): Promise<void> {
  const { jobId, signal } = context;
  const exporting = await exportingIfThere(context, vmId);
  try {
    await exporting?.settle(vmId, signal);
    await remove(jobId);
  } catch (cause) {
    throw leftBehind(folder, jobId, cause);
  }
}

/** Also one that is whole. */
export const removeExported = (context: OnSource, vmId: string): Promise<void> => {
  const { exports } = context.services;
  return removeCopied(context, vmId, { folder: exports.folder, remove: (id) => exports.remove(id) });
};

async function exportingOfVm(
  { services, signal }: Pick<OnSource, 'services' | 'signal'>,
  vmId: string,
): Promise<Exporting> {
  return exportingOf(await services.fleet.driverOf(vmId, signal));
}

async function exportingIfThere(context: OnSource, vmId: string): Promise<Exporting | null> {
  try {
    return await exportingOfVm(context, vmId);
  } catch (error) {
    if (toAppError(error).code === 'not-found') return null;
    throw error;
  }
}

/** Removed when the host agent next starts. */
const leftBehind = (folder: string, jobId: string, cause: unknown): AppError =>
  new AppError('internal', `What was copied is still there: ${toAppError(cause).message}`, {
    cause,
    details: { leftBehind: [`${folder}: ${jobId}.partial, until the host agent starts anew`] },
  });

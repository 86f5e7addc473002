import { win32 } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { type DiskChange, type Disks, type DriverDisk, disksOf } from '../../hypervisor/disks.ts';
import type { StepOutput } from '../step-handler.ts';
import type { OnVm } from './start-vm.ts';

/** Of the job's VM. @throws `not-found` (VM), `unsupported` */
export async function disksOfVm({ services, document: { vmId }, signal }: OnVm): Promise<Disks> {
  return disksOf(await services.fleet.driverOf(vmId, signal));
}

type OnDisk = OnVm & { readonly document: { readonly vmId: string; readonly diskId: string } };

/** The disk, once it may be changed so. What it is now is for later steps, which may find another in its place. */
export async function checkDisk(context: OnDisk, change: DiskChange): Promise<DriverDisk> {
  const { document, signal } = context;
  const disk = await (await disksOfVm(context)).look(document.vmId, change, document.diskId, signal);
  if (disk !== null) return disk;
  throw new AppError('not-found', `The VM has no disk ${document.diskId}.`);
}

export const factsOf = ({ file, sizeBytes, fileBytes, kind }: DriverDisk): StepOutput => ({
  ...{ file, sizeBytes, fileBytes, kind },
});

/** A file's name without its folder, of whichever system. */
export const nameOfDisk = (file: string): string => win32.basename(file);

export const gibibytes = (bytes: number): string => `${Number((bytes / 2 ** 30).toFixed(1))} GiB`;

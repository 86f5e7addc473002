import { AppError } from '@busbar/shared/errors/app-error';
import type { ObservedVm } from '@busbar/shared/protocol/link';
import { z } from 'zod';
import type { Fleet } from '../../vms/fleet.ts';

/** A VM's id as clients write GUIDs, in either case. What is no GUID is no VM's id; `findVm` says so. */
export const VmGuid = z.string().min(1, 'It must not be empty.');

export type FoundVm = ObservedVm & { readonly vmId: string };

/** The VM as it is now. @throws `not-found` in vmgenie's words. */
export async function findVm(fleet: Pick<Fleet, 'refresh'>, guid: string): Promise<FoundVm> {
  const vmId = guid
    .trim()
    .toLowerCase()
    .replace(/^\{(.*)\}$/, '$1');
  const vm = z.uuid().safeParse(vmId).success ? await fleet.refresh(vmId) : null;
  if (vm === null) throw new AppError('not-found', `No VM found with id: ${guid}`);
  return { ...vm, vmId };
}

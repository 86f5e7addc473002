import { CheckpointId } from '@busbar/shared/domain/checkpoint';
import { Id } from '@busbar/shared/domain/ids';
import { VmName } from '@busbar/shared/domain/names';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { VmSpecification } from '../driver.ts';

/** Says whose a VM folder is; written first, so that whatever else is in the folder is that VM's. */
export const OwnerRecord = z.object({ vmId: Id, driver: z.string() });

/** A defined VM as it is kept in its folder. */
export const VmRecord = z.object({
  vmId: Id,
  name: VmName,
  image: z.string(),
  cpuCount: z.number().int().positive(),
  memoryBytes: z.number().int().positive(),
  diskBytes: z.number().int().positive(),
  network: z.enum(['none', 'user']),
  media: z.array(z.object({ role: z.enum(['seed', 'tools', 'iso']), path: z.string() })),
  /** The checkpoint whose memory the VM goes on from when it is next started: until then it counts as paused. */
  resumesFrom: CheckpointId.optional(),
});
export type VmRecord = z.infer<typeof VmRecord>;

/** @throws AppError `invalid-input` for what can be no VM: names and ids become file and host names. */
export function checkSpecification(vm: VmSpecification): void {
  checkVmId(vm.vmId);
  const name = VmName.safeParse(vm.name);
  if (!name.success) {
    const reason = name.error.issues[0]?.message ?? '';
    throw new AppError('invalid-input', `${JSON.stringify(vm.name.slice(0, 80))} is no VM name. ${reason}`);
  }
}

export function checkVmId(vmId: string): void {
  if (!Id.safeParse(vmId).success) {
    throw new AppError('invalid-input', `${JSON.stringify(vmId.slice(0, 80))} is no VM id.`);
  }
}

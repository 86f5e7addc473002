import type { Vm } from '@busbar/db/rows';
import { reportHardware } from '@busbar/shared/domain/hardware';
import { AppError } from '@busbar/shared/errors/app-error';
import { VmResizeInput } from '@busbar/shared/jobs/vm-resize';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { announceJob, insertJob } from '../job/insert-job.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { inBytes } from './dynamic-memory.ts';
import { findLiveVm, makeWay } from './refuse-busy-vm.ts';
import { refuseWithoutAbility } from './refuse-without-ability.ts';
import type { JobReference } from './request-power.ts';

export const RequestResizeInput = VmResizeInput.superRefine(reportHardware);

const mebibyte = 1024 * 1024;

/**
 * Queues a job that gives a stopped VM other CPUs, memory or a larger disk. What the host finds counts: it checks all of
 * this again.
 *
 * @throws AppError `precondition-failed` unless it is off, `invalid-input` for a smaller disk or no change,
 *   `unsupported`, `conflict`, `not-found`
 */
export async function requestResize(
  deps: ServiceDeps,
  actor: Actor,
  input: VmResizeInput,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> {
  const { vmId, cpuCount, memoryMb, diskGb, dynamicMemory } = input;
  await authorize(deps, actor, 'vm.resize', { type: 'vm', id: vmId });
  const jobId = await deps.db.write(async (transaction) => {
    const vm = await findLiveVm(transaction, vmId);
    await makeWay(deps, transaction, actor, vmId, false);
    refuseSize(vm, input);
    await refuseWithoutAbility(transaction, vm, 'resizing');
    if (dynamicMemory != null) await refuseWithoutAbility(transaction, vm, 'dynamic-memory');
    const id = await insertJob(deps, transaction, actor, {
      kind: 'vm.resize',
      hostId: vm.hostId,
      vm,
      document: {
        vmId,
        cpuCount,
        memoryBytes: memoryMb * mebibyte,
        diskBytes: diskGb * 1024 * mebibyte,
        ...(dynamicMemory === undefined
          ? {}
          : { dynamicMemory: dynamicMemory === null ? null : inBytes(dynamicMemory) }),
      },
      retryOfId,
    });
    await recordAudit(transaction, deps, actor, {
      action: 'vm.resize',
      target: { type: 'vm', id: vmId, name: vm.name },
      details: {
        jobId: id,
        from: { cpuCount: vm.cpuCount, memoryMb: vm.memoryMb, diskGb: vm.diskGb },
        to: { cpuCount, memoryMb, diskGb, ...(dynamicMemory === undefined ? {} : { dynamicMemory }) },
      },
    });
    return id;
  });
  await announceJob(deps, jobId, vmId);
  return { jobId };
}

function refuseSize(vm: Vm, { cpuCount, memoryMb, diskGb, dynamicMemory }: VmResizeInput): void {
  if (vm.state !== 'stopped') {
    throw new AppError(
      'precondition-failed',
      `${vm.name} is ${vm.state}, and a VM is resized while it is off.`,
      {
        userMessage: `${vm.name} is ${vm.state}. Shut it down, then resize it.`,
        details: { state: vm.state },
      },
    );
  }
  if (diskGb < vm.diskGb) {
    throw new AppError('invalid-input', `The disk of ${vm.name} has ${vm.diskGb} GiB and can only grow.`, {
      details: { field: 'diskGb' },
    });
  }
  // Which memory it has now only its host knows.
  if (dynamicMemory !== undefined) return;
  if (cpuCount === vm.cpuCount && memoryMb === vm.memoryMb && diskGb === vm.diskGb) {
    throw new AppError('invalid-input', `${vm.name} has this size already.`);
  }
}

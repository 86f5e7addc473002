/** How Hyper-V is told of a VM's memory. Pure. */

import { AppError } from '@busbar/shared/errors/app-error';
import type { DynamicMemoryBytes } from '@busbar/shared/jobs/vm-provision';
import { call, vmOf } from './call.ts';
import type { CmdletCall } from './hyperv-host.ts';

export type PlannedMemory = {
  readonly memoryBytes: number;
  readonly dynamicMemory?: DynamicMemoryBytes | null;
};

const stepBytes = 2 * 2 ** 20;
const leastBytes = 32 * 2 ** 20;

/** @throws AppError `invalid-input`: nothing is rounded silently */
export function checkHypervMemory({ memoryBytes, dynamicMemory }: PlannedMemory): void {
  const { minimumBytes = memoryBytes, maximumBytes = memoryBytes } = dynamicMemory ?? {};
  const isStep = [minimumBytes, memoryBytes, maximumBytes].every(
    (bytes) => bytes % stepBytes === 0 && bytes >= leastBytes,
  );
  if (!isStep) {
    throw new AppError('invalid-input', 'Hyper-V takes memory in steps of 2 MiB, and at least 32 MiB.');
  }
  if (minimumBytes <= memoryBytes && memoryBytes <= maximumBytes) return;
  throw new AppError(
    'invalid-input',
    'The memory that a VM starts with lies between its least and its most.',
    {
      userMessage:
        'The memory that a VM starts with lies between its least and its most. Change those too; nothing was changed.',
    },
  );
}

/** The VM must be off. */
export function memoryCall(hypervId: string, { memoryBytes, dynamicMemory }: PlannedMemory): CmdletCall {
  const VM = vmOf(hypervId);
  if (dynamicMemory == null) {
    return call('Set-VMMemory', { VM, DynamicMemoryEnabled: false, StartupBytes: memoryBytes });
  }
  return call('Set-VMMemory', {
    VM,
    DynamicMemoryEnabled: true,
    StartupBytes: memoryBytes,
    MinimumBytes: dynamicMemory.minimumBytes,
    MaximumBytes: dynamicMemory.maximumBytes,
    Buffer: dynamicMemory.bufferPercent,
  });
}

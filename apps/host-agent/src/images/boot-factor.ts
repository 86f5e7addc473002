/**
 * How much slower than the machine of the measurements do real VMs boot here? Deadlines are scaled by it.
 *
 * A test machine is booted by QEMU's firmware under the accelerator that VMs get: seconds of guest work are
 * dominated by how fast that accelerator runs code. 1 is the measured machine (two noisy cores, emulation).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { type Accelerator, bootProbe } from '../hypervisor/qemu/accelerator.ts';

/** The probe under emulation on the measured machine: firmware and boot sector. */
const referenceMs = 80;
/** The best of several: a machine is not slow because something else ran beside one of them. */
const attempts = 3;
/** Never tighter than half of what was measured, never more patient than ten times. */
const limits = { least: 0.5, most: 10 };

/** @throws AppError `unavailable` when the probe does not boot at all. */
export async function measureBootFactor({ kind }: Accelerator, signal: AbortSignal): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-'));
  try {
    const times: number[] = [];
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const startedAt = performance.now();
      const failure = await bootProbe(kind, folder, signal);
      if (failure !== null) throw new AppError('unavailable', `QEMU boots nothing here: ${failure}`);
      times.push(performance.now() - startedAt);
    }
    return bootFactorOf(times);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const bootFactorOf = (timesMs: readonly number[]): number =>
  Math.min(limits.most, Math.max(limits.least, Math.min(...timesMs) / referenceMs));

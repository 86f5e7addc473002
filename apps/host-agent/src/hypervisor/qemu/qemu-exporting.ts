/**
 * What an export of a QEMU VM consists of: its disk without its base, the kernel, and what the machine is made with. QEMU
 * has the disk open while the VM runs and would have to copy it itself. Checkpoints stay behind in the VM's own disk.
 */
import { constants, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { runProgram } from '../process/run-program.ts';
import type { CopyFiles, VmFiles } from '../vms/recorded-exporting.ts';

/** The job has a deadline of its own. */
const copyDeadlineMs = 24 * 60 * 60_000;
/** Kernel and initrd only of a VM that QEMU itself starts. */
const smallFiles = ['disk.json', 'kernel', 'initrd'] as const;
const formats = ['-f', 'qcow2', '-O', 'qcow2'] as const;
const Measure = z.object({ required: z.number().int().min(0) });

export async function measureDisk({ from, signal }: VmFiles): Promise<number> {
  const measure = ['measure', '--output=json', ...formats, 'disk.qcow2'];
  const text = await runProgram('qemu-img', measure, { cwd: from, signal });
  return Measure.parse(JSON.parse(text)).required;
}

export async function copyVm({ from, into, onPart, signal }: CopyFiles): Promise<void> {
  for (const name of smallFiles) {
    await copyFile(join(from, name), join(into, name), constants.COPYFILE_FICLONE).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT' || name === 'disk.json') throw error;
      },
    );
  }
  const convert = ['convert', '-p', ...formats, 'disk.qcow2', join(into, 'disk.qcow2')];
  await runProgram('qemu-img', convert, {
    cwd: from,
    signal,
    deadlineMs: copyDeadlineMs,
    onOutput: (text) => {
      const percent = lastPercent(text);
      if (percent !== null) onPart(percent / 100);
    },
  });
}

/** qemu-img says `    (12.34/100%)` and a carriage return, again and again. */
export function lastPercent(text: string): number | null {
  const last = [...text.matchAll(/\((\d{1,3}(?:\.\d+)?)\/100%\)/g)].at(-1)?.[1];
  return last === undefined ? null : Math.min(100, Number(last));
}

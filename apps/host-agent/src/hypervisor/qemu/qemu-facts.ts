import { toAppError } from '@busbar/shared/errors/app-error';
import type { DriverFacts } from '@busbar/shared/protocol/host-facts';
import { findProgram } from '../process/find-program.ts';
import { runProgram } from '../process/run-program.ts';
import { chooseAccelerator } from './accelerator.ts';

const programs = { 'qemu-system-x86_64': 'qemu-system-x86', 'qemu-img': 'qemu-utils' } as const;

/** Never throws but for the signal. */
export async function qemuFacts(
  folder: string,
  imageCount: number,
  signal: AbortSignal,
): Promise<DriverFacts> {
  const facts: DriverFacts = {
    name: 'qemu',
    isReady: false,
    version: '',
    remedy: null,
    abilities: [],
    notes: [],
  };
  const missing: string[] = [];
  for (const [program, debianPackage] of Object.entries(programs)) {
    if ((await findProgram(program)) === null) missing.push(debianPackage);
  }
  if (missing.length > 0)
    return { ...facts, remedy: `Install QEMU: sudo apt-get install ${missing.join(' ')}` };
  try {
    const version = await runProgram('qemu-system-x86_64', ['--version'], { signal });
    const { kind, reason } = await chooseAccelerator(folder, signal);
    return {
      ...facts,
      version: (/version (\S+)/.exec(version)?.[1] ?? 'unknown').slice(0, 256),
      isReady: imageCount > 0,
      remedy:
        imageCount > 0 ? null : 'There is no image yet. Import one on the page Images, or run: npm run image',
      abilities: [
        ...['acpi-shutdown', 'checkpoints', 'disks', 'media', 'resizing', 'exporting', 'importing'],
        ...['checkpoint-exporting', 'linked-cloning'],
        ...['serial', 'screen', 'keyboard', 'images'],
      ],
      notes: [`accelerator: ${kind} (${reason})`.slice(0, 500)],
    };
  } catch (error) {
    signal.throwIfAborted();
    return { ...facts, remedy: `QEMU does not work here: ${toAppError(error).message}`.slice(0, 1000) };
  }
}

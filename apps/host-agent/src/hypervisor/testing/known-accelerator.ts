import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../process/find-program.ts';
import { type Accelerator, acceleratorFile, chooseAccelerator } from '../qemu/accelerator.ts';

const folderOfTests = fileURLToPath(new URL('../../../../../.cache/tests/accelerator', import.meta.url));

/** Tried once for all tests: where /dev/kvm is there and boots nothing, each try takes as long as its deadline. */
export const knownAccelerator = (): Promise<Accelerator> =>
  chooseAccelerator(folderOfTests, AbortSignal.timeout(60_000));

/** A driver whose folder this is need not try again; where there is no QEMU, there is nothing to try. */
export async function tellAccelerator(driverFolder: string): Promise<void> {
  if ((await findProgram('qemu-system-x86_64')) === null) return;
  await knownAccelerator();
  await mkdir(driverFolder, { recursive: true, mode: 0o700 });
  await copyFile(join(folderOfTests, acceleratorFile), join(driverFolder, acceleratorFile));
}

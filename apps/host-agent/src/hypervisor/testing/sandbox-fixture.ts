import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { SandboxDriver } from '../sandbox/sandbox-driver.ts';
import { sandboxImageName } from '../sandbox/sandbox-image.ts';
import type { DriverFixture } from './driver-under-test.ts';
import { recordedProcess } from './process-conformance.ts';
import { writeSeedDisc } from './seed-disc.ts';

/** Sandboxes in a folder that only this process can enter, running a stand-in for the guest agent. */
export async function makeSandboxFixture(): Promise<DriverFixture> {
  const folder = await temporaryDirectory();
  const guestExecutable = join(folder.path, 'guest');
  await copyFile(new URL('./stand-in-guest.pl', import.meta.url), guestExecutable);
  const seedIso = join(folder.path, 'seed.iso');
  await writeSeedDisc(seedIso, '#cloud-config\n{}\n');
  const vmsFolder = join(folder.path, 'vms');
  return {
    vmsFolder,
    processOf: (vmId) => recordedProcess(vmsFolder, vmId),
    seedIso,
    image: sandboxImageName,
    makeDriver: (overrides = {}) =>
      new SandboxDriver({
        vmsFolder,
        runtimeFolder: join(folder.path, 'run'),
        guestExecutable,
        watchIntervalMs: 10,
        ...overrides,
      }),
    remove: folder.remove,
  };
}

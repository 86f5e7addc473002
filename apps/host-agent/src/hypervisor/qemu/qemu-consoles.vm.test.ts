/** Real QEMU processes, with a guest of 74 bytes; no operating system is booted. */
import { join } from 'node:path';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { test } from 'vitest';
import { findProgram } from '../process/find-program.ts';
import { type ConsoleFixture, consoleConformance } from '../testing/console-conformance.ts';
import { echoImage, makeEchoImage } from '../testing/echo-guest.ts';
import { tellAccelerator } from '../testing/known-accelerator.ts';
import { recordedProcess } from '../testing/process-conformance.ts';
import { QemuDriver } from './qemu-driver.ts';

async function makeFixture(): Promise<ConsoleFixture> {
  const folder = await temporaryDirectory();
  await tellAccelerator(folder.path);
  const vmsFolder = join(folder.path, 'vms');
  const imagesFolder = join(folder.path, 'images');
  await makeEchoImage(imagesFolder);
  return {
    seedIso: '',
    vmsFolder,
    processOf: (vmId) => recordedProcess(vmsFolder, vmId),
    image: echoImage,
    makeDriver: () =>
      new QemuDriver({ folder: folder.path, runtimeFolder: join(folder.path, 'run'), imagesFolder }),
    scanCodesOf: async (driver, vmId, count, press) => {
      const line = await driver.serial.open(vmId, AbortSignal.timeout(30_000));
      const codes: number[] = [];
      // Firmware that still runs takes keys for itself, so the guest is heard first.
      const timer = setInterval(() => line.write('.'), 50);
      for await (const chunk of line.iterator({ destroyOnReturn: false })) {
        if ((chunk as Buffer).includes('.')) break;
      }
      clearInterval(timer);
      await press();
      for await (const chunk of line) {
        codes.push(...(chunk as Buffer).filter((byte) => byte !== '.'.charCodeAt(0)));
        if (codes.length >= count) break;
      }
      return codes;
    },
    remove: folder.remove,
  };
}

if ((await findProgram('qemu-system-x86_64')) !== null && (await findProgram('qemu-img')) !== null) {
  consoleConformance('qemu', makeFixture);
} else test.skip('qemu consoles (QEMU is not installed)', () => undefined);

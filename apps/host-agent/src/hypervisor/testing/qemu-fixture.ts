import { mkdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { recipe } from '../../images/recipe.ts';
import type { HasCheckpoints } from '../checkpoints.ts';
import type { HypervisorDriver } from '../driver.ts';
import type { HasCheckpointExporting, HasExporting } from '../exporting.ts';
import type { HasMedia } from '../media.ts';
import { findProgram } from '../process/find-program.ts';
import { QemuDriver } from '../qemu/qemu-driver.ts';
import { qemuImageFolder } from '../qemu/qemu-images.ts';
import type { HasResizing } from '../resizing.ts';
import type { DriverFixture } from './driver-under-test.ts';
import { tellAccelerator } from './known-accelerator.ts';
import { recordedProcess } from './process-conformance.ts';
import { writeSeedDisc } from './seed-disc.ts';

/** As `npm run image` finds it. */
export const imagesFolder = resolve(
  process.env.BUSBAR_IMAGES ?? join(process.env.BUSBAR_DATA ?? 'data', 'images'),
);

/** Why real VMs cannot be tested here, or `null`. */
export async function whyNoQemu(): Promise<string | null> {
  for (const program of ['qemu-system-x86_64', 'qemu-img']) {
    if ((await findProgram(program)) === null) return `${program} is not installed`;
  }
  const image = await qemuImageFolder(imagesFolder).find(recipe.name);
  return image === null ? `${imagesFolder} has no image: npm run image` : null;
}

export type QemuFixture = Omit<DriverFixture, 'makeDriver'> & {
  readonly makeDriver: (overrides?: {
    readonly freeBytes?: () => Promise<number>;
  }) => HypervisorDriver & HasCheckpoints & HasExporting & HasCheckpointExporting & HasMedia & HasResizing;
};

export async function makeQemuFixture(): Promise<QemuFixture> {
  const folder = await temporaryDirectory();
  await tellAccelerator(folder.path);
  const seedIso = join(folder.path, 'seed.iso');
  await writeSeedDisc(seedIso, '#cloud-config\n{}\n');
  // A folder of its own: host agents of other tests clear away what is half made in theirs.
  const images = join(folder.path, 'images');
  await mkdir(images);
  await symlink(join(imagesFolder, recipe.name), join(images, recipe.name));
  const vmsFolder = join(folder.path, 'vms');
  return {
    seedIso,
    vmsFolder,
    processOf: (vmId) => recordedProcess(vmsFolder, vmId),
    image: recipe.name,
    makeDriver: (overrides = {}) =>
      new QemuDriver({
        folder: folder.path,
        runtimeFolder: join(folder.path, 'run'),
        imagesFolder: images,
        watchIntervalMs: 10,
        ...overrides,
      }),
    remove: folder.remove,
  };
}

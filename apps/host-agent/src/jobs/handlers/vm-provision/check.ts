/** Refuses before anything is made what cannot end well: hypervisor, image, name, existing VM, space. */

import { access } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { driverOf, type ProvisionContext, type ProvisionStep } from './context.ts';
import { seedFolderOf } from './seed-folder.ts';

/**
 * Disks are thin: what a first boot writes is what must be free (measured: an overlay has 1 to 6 MB after
 * it; packages of a template need more).
 */
const firstBootBytes = 256 * 1024 * 1024;
const mebibytes = (bytes: number): string => `${Math.floor(bytes / 2 ** 20)} MiB`;

export const check: ProvisionStep = {
  run: async (context) => {
    checkDriver(context);
    await checkImage(context);
    await checkNothingExists(context);
    await reserve(context);
    return undefined;
  },
  undo: async ({ services, jobId }) => services.reservations.release(jobId),
};

function checkDriver({ services, document }: ProvisionContext): void {
  const facts = services.factsOf(document.driver);
  if (facts.isReady) return;
  throw new AppError(
    'precondition-failed',
    `The ${document.driver} hypervisor is not ready: ${facts.remedy}`,
  );
}

async function checkImage(context: ProvisionContext): Promise<void> {
  const { document, signal } = context;
  const images = await driverOf(context).images(signal);
  if (images.some(({ name }) => name === document.image)) return;
  const names = images.map(({ name }) => name).join(', ') || 'none';
  throw new AppError('not-found', `This host has no image "${document.image}" (it has: ${names}).`);
}

async function checkNothingExists({ services, document, signal }: ProvisionContext): Promise<void> {
  const lists = await Promise.all(services.fleet.drivers.map((driver) => driver.list(signal)));
  for (const vm of lists.flat()) {
    if (vm.vmId === document.vmId)
      throw new AppError('already-exists', 'This VM already exists on its host.');
    if (vm.name !== document.name) continue;
    throw new AppError('already-exists', `This host already has a VM named "${vm.name}".`, {
      userMessage: `This host already has a VM named “${vm.name}”. It was left as it is; choose another name.`,
    });
  }
  const folder = seedFolderOf(services.seedsFolder, document.vmId);
  const exists = await access(folder).then(
    () => true,
    () => false,
  );
  if (exists) throw new AppError('already-exists', `${folder} exists already; it was left as it is.`);
}

async function reserve({ services, document, jobId, log }: ProvisionContext): Promise<void> {
  const bytes = Math.min(document.diskBytes, firstBootBytes);
  const free = (await services.freeBytes()) - services.reservations.bytesOfOthers(jobId);
  if (free < bytes) {
    throw new AppError(
      'insufficient-storage',
      `${mebibytes(free)} are free here; a first boot needs ${mebibytes(bytes)}.`,
      {
        userMessage: `Not enough disk space on this host: ${mebibytes(Math.max(0, free))} are free (other jobs’ needs deducted), ${mebibytes(bytes)} are needed. Nothing was made.`,
      },
    );
  }
  if (free < document.diskBytes) {
    log(
      'warn',
      `The disk may grow to ${mebibytes(document.diskBytes)}, but only ${mebibytes(free)} are free.`,
    );
  }
  services.reservations.hold(jobId, { name: document.name, bytes });
}

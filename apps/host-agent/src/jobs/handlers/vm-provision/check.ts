/** Refuses before anything is made what cannot end well: hypervisor, image, name, existing VM, space. */
import { AppError } from '@busbar/shared/errors/app-error';
import { hasHardware, refuseHardware } from '../../../hypervisor/hardware.ts';
import { refuseExisting, requireReady, reserve } from '../new-vm.ts';
import { driverOf, type ProvisionContext, type ProvisionStep, specificationOf } from './context.ts';

/**
 * Disks are thin: what a first boot writes is what must be free (measured: an overlay has 1 to 6 MB after
 * it; packages of a template need more).
 */
const firstBootBytes = 256 * 1024 * 1024;
const mebibytes = (bytes: number): string => `${Math.floor(bytes / 2 ** 20)} MiB`;

export const check: ProvisionStep = {
  run: async (context) => {
    const { services, document, log } = context;
    requireReady(services, document.driver);
    await checkImage(context);
    await checkHardware(context);
    await refuseExisting(context);
    const free = await reserve(context, Math.min(document.diskBytes, firstBootBytes), 'a first boot');
    if (free < document.diskBytes) {
      log(
        'warn',
        `The disk may grow to ${mebibytes(document.diskBytes)}, but only ${mebibytes(free)} are free.`,
      );
    }
    return undefined;
  },
  undo: async ({ services, jobId }) => services.reservations.release(jobId),
};

async function checkImage(context: ProvisionContext): Promise<void> {
  const { document, signal } = context;
  const images = await driverOf(context).images(signal);
  const image = images.find(({ name }) => name === document.image);
  // Whether one is that nobody has looked at since it changed, is found out before a disk is made from it.
  if (image?.check?.state === 'damaged') throw damagedImage(image.name);
  if (image !== undefined) return;
  const names = images.map(({ name }) => name).join(', ') || 'none';
  throw new AppError('not-found', `This host has no image "${document.image}" (it has: ${names}).`);
}

const damagedImage = (name: string): AppError =>
  new AppError('precondition-failed', `The image ${name} is damaged.`, {
    userMessage: `The image “${name}” on this host is damaged: its disk is not what it was when the image was made. Nothing was made. Remove the image and import it again.`,
  });

async function checkHardware(context: ProvisionContext): Promise<void> {
  const driver = driverOf(context);
  const vm = specificationOf(context);
  if (hasHardware(driver)) await driver.hardware.refuseUnfit(vm, context.signal);
  else refuseHardware(driver.name, vm);
}

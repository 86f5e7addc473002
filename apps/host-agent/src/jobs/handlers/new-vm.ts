/** What jobs that make a VM have in common: what they refuse before anything is made, and how it is taken away again. */
import { access } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverName } from '@busbar/shared/protocol/host-facts';
import type { HypervisorDriver } from '../../hypervisor/driver.ts';
import type { LogLevel } from '../job-reporter.ts';
import type { JobServices } from './services.ts';
import { seedFolderOf } from './vm-provision/seed-folder.ts';

/** What a step that makes a VM needs. */
export type OnNewVm = {
  readonly services: JobServices;
  readonly document: { readonly vmId: string; readonly name: string };
  readonly jobId: string;
  readonly signal: AbortSignal;
  readonly log: (level: LogLevel, text: string) => void;
};

const mebibytes = (bytes: number): string => `${Math.floor(bytes / 2 ** 20)} MiB`;

/** @throws AppError `precondition-failed`, `unsupported` */
export function requireReady(services: JobServices, driver: DriverName): void {
  const facts = services.factsOf(driver);
  if (facts.isReady) return;
  throw new AppError('precondition-failed', `The ${driver} hypervisor is not ready: ${facts.remedy}`);
}

/** @throws AppError `already-exists` */
export async function refuseExisting({ services, document, signal }: OnNewVm): Promise<void> {
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

/**
 * Keeps name and space from other jobs until the hypervisor itself knows of them. Returns the bytes that are free.
 *
 * @param what needs the space, such as "a first boot"
 * @throws AppError `insufficient-storage`, `already-exists` when another job is making a VM of this name
 */
export async function reserve(
  { services, document, jobId }: OnNewVm,
  bytes: number,
  what: string,
): Promise<number> {
  const free = (await services.freeBytes()) - services.reservations.bytesOfOthers(jobId);
  if (free < bytes) {
    throw new AppError(
      'insufficient-storage',
      `${mebibytes(free)} are free here; ${what} needs ${mebibytes(bytes)}.`,
      {
        userMessage: `Not enough disk space on this host: ${mebibytes(Math.max(0, free))} are free (other jobs’ needs deducted), ${mebibytes(bytes)} are needed. Nothing was made.`,
      },
    );
  }
  services.reservations.hold(jobId, { name: document.name, bytes });
  return free;
}

/** Takes away what was made of the VM, wholly or in part, and says what that was. */
export async function deleteMade(
  { services, document, signal, log }: OnNewVm,
  driver: HypervisorDriver,
): Promise<void> {
  const { removed } = await driver.delete(document.vmId, signal);
  for (const name of removed) log('info', `Removed ${name}`);
  await services.fleet.refresh(document.vmId);
}

import type { Transaction } from '@busbar/db/database';
import { isUniqueViolation } from '@busbar/db/is-unique-violation';
import type { SeedDocuments } from '@busbar/shared/domain/template';
import { nextVmState, type VmState } from '@busbar/shared/domain/vm-state';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmProvisionDocument } from '@busbar/shared/jobs/vm-provision';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

export type NewVmRow = Pick<
  VmProvisionDocument,
  'vmId' | 'name' | 'driver' | 'image' | 'cpuCount' | 'memoryBytes' | 'diskBytes' | 'network'
> & {
  readonly hostId: string;
  /** What it is made from, as the page calls it; the ids are null where that is no template of ours. */
  readonly template: {
    readonly id: string | null;
    readonly title: string;
    readonly version: number | null;
  };
  readonly tags: readonly string[];
  /** Rendered, secrets masked; null for one that gets no seed. */
  readonly intended: SeedDocuments | null;
};

/**
 * Adds a VM that a job is about to make (`requested`). The job is inserted in the same transaction.
 *
 * @throws AppError `already-exists` that names the VM which has the name
 */
export async function insertVmRow(
  deps: ServiceDeps,
  transaction: Transaction,
  actor: Actor,
  vm: NewVmRow,
): Promise<void> {
  await refuseTakenName(transaction, vm);
  const data = {
    ...columnsOf(vm),
    templateId: vm.template.id,
    templateName: vm.template.title,
    templateVersion: vm.template.version,
    tags: JSON.stringify(vm.tags),
    intendedSeed: JSON.stringify(vm.intended),
    createdBy: actor.userId,
    createdAt: deps.now(),
  };
  await namingTaken(vm.name, transaction.vm.create({ data: { id: vm.vmId, ...data }, select: { id: true } }));
}

/**
 * Has a VM that is gone wait for a job which makes it again: under its id, with its history, tags and template.
 *
 * @throws AppError `already-exists` that names the VM which has the name; `conflict` for a VM that is not gone
 */
export async function restoreVmRow(
  transaction: Transaction,
  former: { readonly version: number; readonly state: string; readonly name: string },
  vm: NewVmRow,
): Promise<void> {
  const state = nextVmState(former.state as VmState, 'restore-requested');
  if (state === null) {
    throw new AppError('conflict', `${former.name} is still there (${former.state}).`, {
      userMessage: `${former.name} is still there (${former.state}). Make another VM of it, or delete ${former.name} first.`,
      details: { vmId: vm.vmId },
    });
  }
  await refuseTakenName(transaction, vm);
  const nothingKnown = {
    addresses: '[]',
    addressSources: '{}',
    hypervisorName: null,
    guest: 'null',
    bootedAt: null,
    networkLostAt: null,
  };
  const change = transaction.vm.updateMany({
    where: { id: vm.vmId, version: former.version },
    data: {
      ...columnsOf(vm),
      ...nothingKnown,
      state,
      channel: 'unknown',
      deletedAt: null,
      version: { increment: 1 },
    },
  });
  const { count } = await namingTaken(vm.name, change);
  if (count === 0) throw new AppError('conflict', `${former.name} has just changed. Try again.`);
}

const columnsOf = (vm: NewVmRow) => ({
  name: vm.name,
  liveName: vm.name,
  hostId: vm.hostId,
  driver: vm.driver,
  image: vm.image,
  cpuCount: vm.cpuCount,
  memoryMb: Math.round(vm.memoryBytes / mebibyte),
  diskGb: Math.max(1, Math.round(vm.diskBytes / gibibyte)),
  networkMode: vm.network,
  network: vm.network === 'none' ? 'none' : 'unknown',
});

async function refuseTakenName(transaction: Transaction, { name, vmId }: NewVmRow): Promise<void> {
  const other = await transaction.vm.findUnique({
    where: { liveName: name },
    select: { id: true, state: true },
  });
  if (other !== null && other.id !== vmId) throw nameTaken(name, other);
}

async function namingTaken<T>(name: string, write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (isUniqueViolation(error)) throw nameTaken(name, null);
    throw error;
  }
}

function nameTaken(name: string, other: { id: string; state: string } | null): AppError {
  return new AppError('already-exists', `There is a VM named ${name} already.`, {
    userMessage: `There is a VM named ${name} already${other === null ? '' : ` (${other.state})`}. Nothing was made. Choose another name, or delete that VM first.`,
    details: { field: 'name', name, ...(other === null ? {} : { vmId: other.id }) },
  });
}

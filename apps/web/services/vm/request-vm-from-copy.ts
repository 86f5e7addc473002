import type { Transaction } from '@busbar/db/database';
import { AppError } from '@busbar/shared/errors/app-error';
import { jobCatalog } from '@busbar/shared/jobs/catalog';
import type { VmImportInput } from '@busbar/shared/jobs/vm-import';
import type { HostView } from '@busbar/shared/realtime/views';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { listHosts } from '../host/list-hosts.ts';
import { announceJob, insertJob } from '../job/insert-job.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { refusalOfHost } from './choose-host.ts';
import { insertVmRow, type NewVmRow, restoreVmRow } from './insert-vm-row.ts';
import type { VmJobReference } from './vm-job-reference.ts';

const mebibyte = 1024 * 1024;

/** A VM to be made of a copy on its host, which is an export or a backup. */
export type VmFromCopy = {
  readonly kind: 'vm.import' | 'backup.restore';
  /** Which copy, as the kind's document names it. */
  readonly copy: Readonly<Record<string, string>>;
  /** What the audit calls the VM that was copied. */
  readonly copied: 'exported' | 'backedUp';
  readonly meant: Meant;
  readonly retryOfId: string | null;
};
type Meant = Omit<VmImportInput, 'exportId'>;

/**
 * Adds the VM, or has the one that is gone come back, and queues the job that makes it from a copy on its host. What the
 * copy is only the host knows: it verifies it before anything is made.
 *
 * @throws AppError `precondition-failed` when the host cannot take it, `unsupported`, `already-exists`, `conflict` in
 *   place of a VM that is there, `not-found`; nothing is written then
 */
export async function requestVmFromCopy(
  deps: ServiceDeps,
  actor: Actor,
  { kind, copy, copied, meant, retryOfId }: VmFromCopy,
): Promise<z.infer<typeof VmJobReference>> {
  const { hostId, mode, name, vm } = meant;
  await authorize(deps, actor, jobCatalog[kind].permission, { type: 'vm', name });
  requireAble((await listHosts(deps, actor)).items, meant);
  const vmId = mode === 'copy' ? deps.newId() : vm.id;
  const document = { vmId, ...copy, mode, name, vm };
  const jobId = await deps.db.write(async (transaction) => {
    await writeVm(deps, transaction, actor, { ...vm, ...originOf(meant), vmId, name, hostId });
    const job = { kind, hostId, vm: { id: vmId, name }, document, retryOfId };
    const id = await insertJob(deps, transaction, actor, job);
    await recordAudit(transaction, deps, actor, {
      action: kind,
      target: { type: 'vm', id: vmId, name },
      details: { jobId: id, hostId, ...copy, mode, [copied]: { id: vm.id, name: vm.name } },
    });
    return id;
  });
  await announceJob(deps, jobId, vmId);
  return { jobId, vmId };
}

/** @throws AppError `not-found`, `precondition-failed`, `unsupported` */
function requireAble(hosts: readonly HostView[], { hostId, vm }: Meant): void {
  const host = hosts.find(({ id }) => id === hostId);
  if (host === undefined) throw notFound('host', hostId);
  const wanted = { driver: vm.driver, image: null, memoryMb: vm.memoryBytes / mebibyte };
  const refusal = refusalOfHost(host, wanted);
  if (refusal !== null) {
    throw new AppError('precondition-failed', refusal, { userMessage: `${refusal} Nothing was made.` });
  }
  const driver = host.drivers.find((each) => each.name === vm.driver);
  if (driver?.abilities.includes('importing') === true) return;
  throw new AppError('unsupported', `The ${vm.driver} driver of ${host.name} makes no VMs of copies.`);
}

/** A copy says what it is a copy of: inside it is that machine. */
const originOf = ({ mode, vm }: Meant): Pick<NewVmRow, 'template' | 'tags' | 'intended'> => ({
  template: { id: null, title: mode === 'copy' ? `copy of ${vm.name}` : '', version: null },
  tags: [],
  intended: null,
});

/** One that was deleted, or is missing at its host, has its row still. Only a copy has never been there. */
async function writeVm(
  deps: ServiceDeps,
  transaction: Transaction,
  actor: Actor,
  row: NewVmRow,
): Promise<void> {
  const former = await transaction.vm.findUnique({
    where: { id: row.vmId },
    select: { version: true, state: true, name: true },
  });
  if (former === null) await insertVmRow(deps, transaction, actor, row);
  else await restoreVmRow(transaction, former, row);
}

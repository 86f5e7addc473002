import type { Transaction } from '@busbar/db/database';
import type { Vm } from '@busbar/db/rows';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmCloneDocument, VmCloneInput } from '@busbar/shared/jobs/vm-clone';
import { DriverName } from '@busbar/shared/protocol/host-facts';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { listHosts } from '../host/list-hosts.ts';
import { announceJob, insertJob } from '../job/insert-job.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readJson } from '../views/read-json.ts';
import { refusalOfHost } from './choose-host.ts';
import { insertVmRow, type NewVmRow } from './insert-vm-row.ts';
import { findLiveVm, makeWay } from './refuse-busy-vm.ts';
import { hasAbility, refuseWithoutAbility } from './refuse-without-ability.ts';
import type { VmJobReference } from './vm-job-reference.ts';

const mebibyte = 1024 * 1024;

/**
 * Adds a VM on the source's host and queues the job that makes it from the source's disk. Whether the source has
 * checkpoints, and how much room there is, only the host knows.
 *
 * @throws AppError `precondition-failed` unless the source is off, or runs where the driver can copy it so;
 *   `unsupported`, `already-exists`, `conflict`, `not-found`
 */
export async function requestClone(
  deps: ServiceDeps,
  actor: Actor,
  input: VmCloneInput,
  retryOfId: string | null = null,
): Promise<z.infer<typeof VmJobReference>> {
  const { vmId: sourceId, name, mode } = input;
  await authorize(deps, actor, 'vm.clone', { type: 'vm', id: sourceId });
  const hosts = (await listHosts(deps, actor)).items;
  const vmId = deps.newId();
  const jobId = await deps.db.write(async (transaction) => {
    const source = await findLiveVm(transaction, sourceId);
    await makeWay(deps, transaction, actor, sourceId, false);
    const row = rowOf(source, { vmId, name });
    const host = hosts.find(({ id }) => id === source.hostId);
    const wanted = { driver: row.driver, image: null, memoryMb: source.memoryMb };
    const refusal = host === undefined ? 'The host of the VM was removed.' : refusalOfHost(host, wanted);
    if (refusal !== null)
      throw new AppError('precondition-failed', refusal, { userMessage: `${refusal} Nothing was made.` });
    await requireAble(transaction, source, mode);
    await insertVmRow(deps, transaction, actor, row);
    const document: VmCloneDocument = { vmId, sourceId, name, driver: row.driver, mode };
    const job = {
      kind: 'vm.clone',
      hostId: source.hostId,
      vm: { id: vmId, name },
      document,
      retryOfId,
    } as const;
    const id = await insertJob(deps, transaction, actor, job);
    const details = { jobId: id, mode, source: { id: sourceId, name: source.name } };
    const target = { type: 'vm', id: vmId, name } as const;
    await recordAudit(transaction, deps, actor, { action: 'vm.clone', target, details });
    return id;
  });
  await announceJob(deps, jobId, vmId);
  return { jobId, vmId };
}

/** As large as its source, with its tags; it says what it is a clone of: inside it is that machine. */
const rowOf = (source: Vm, { vmId, name }: { readonly vmId: string; readonly name: string }): NewVmRow => ({
  ...{ vmId, name, hostId: source.hostId, image: source.image },
  driver: DriverName.parse(source.driver),
  cpuCount: source.cpuCount,
  memoryBytes: source.memoryMb * mebibyte,
  diskBytes: source.diskGb * 1024 * mebibyte,
  network: source.networkMode === 'none' ? 'none' : 'user',
  template: { id: null, title: `clone of ${source.name}`, version: null },
  tags: readJson(source.tags),
  intended: null,
});

async function requireAble(transaction: Transaction, source: Vm, mode: VmCloneInput['mode']): Promise<void> {
  if (mode === 'linked') await refuseWithoutAbility(transaction, source, 'linked-cloning');
  else {
    await refuseWithoutAbility(transaction, source, 'exporting');
    await refuseWithoutAbility(transaction, source, 'importing');
  }
  const { name, state } = source;
  if (['stopped', 'failed'].includes(state)) return;
  const isLive = mode === 'full' && (await hasAbility(transaction, source, 'live-exporting'));
  if (isLive && state === 'running') return;
  const wanted = isLive ? 'while it runs or is off' : 'while it is off';
  throw new AppError('precondition-failed', `${name} is ${state}, and is cloned ${wanted}.`, {
    userMessage: `${name} is ${state}. It is cloned ${wanted}, so that what is on its disk fits together. Shut it down, then clone it.`,
    details: { state },
  });
}

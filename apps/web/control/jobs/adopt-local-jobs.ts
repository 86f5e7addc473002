/**
 * Jobs that were asked for on a host itself, through its local protocol: the first report of one makes its row, and
 * that of the VM which it makes, so that what happened there is seen here like everything else (ADR 21). From then on
 * its reports are applied like those of any job.
 *
 * A host may only do this to its own: a VM that another host has, or a job that exists, is left as it is.
 */
import type { Transaction } from '@busbar/db/database';
import { VmName } from '@busbar/shared/domain/names';
import { nextVmState, type VmState } from '@busbar/shared/domain/vm-state';
import { isJobKind, type JobKind, jobCatalog, madeBy } from '@busbar/shared/jobs/catalog';
import type { HostEvent, LocalJob } from '@busbar/shared/protocol/link';
import type { ControlDeps } from '../deps.ts';
import { hostTime } from './apply-event.ts';
import { liveNameOf } from './live-name.ts';

type Begun = Extract<HostEvent, { type: 'job-begun' }>;
type AdoptDeps = Pick<ControlDeps, 'nowMs' | 'log'>;
type Times = { readonly at: Date; readonly now: Date };
type Place = { readonly hostId: string; readonly hostName: string };

/** Of one host, as in its inventory: a host that makes VMs without end must not fill the database. */
const vmLimit = 10_000;
const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/** Runs before the batch reads its rows. Returns the ids of VMs that are new, or there again. */
export async function adoptLocalJobs(
  deps: AdoptDeps,
  transaction: Transaction,
  hostId: string,
  events: readonly HostEvent[],
): Promise<readonly string[]> {
  const begun = events.filter((event) => event.type === 'job-begun');
  if (begun.length === 0) return [];
  const { name: hostName } = await transaction.host.findUniqueOrThrow({ where: { id: hostId } });
  const newVms: string[] = [];
  for (const event of begun) {
    const refusal = await refusalOf(transaction, hostId, event);
    if (refusal !== null) {
      deps.log.warn(
        { hostId, jobId: event.jobId, kind: event.job.kind, refusal },
        'a local job is not taken',
      );
      continue;
    }
    const place = { hostId, hostName };
    const times = { at: hostTime(event.at, deps.nowMs()), now: new Date(deps.nowMs()) };
    const madeId = await adopt(transaction, place, event, times);
    if (madeId !== null) newVms.push(madeId);
  }
  return newVms;
}

async function refusalOf(
  transaction: Transaction,
  hostId: string,
  { jobId, job }: Begun,
): Promise<string | null> {
  if (!isJobKind(job.kind)) return 'unknown kind';
  if ((madeBy(job.kind) !== null) !== (job.makes !== undefined)) return 'not of the form of its kind';
  if ((await transaction.job.count({ where: { id: jobId } })) > 0) return 'known already';
  if (job.vmId === null) return actsOnVm(job.kind) ? 'not of the form of its kind' : null;
  const vm = await transaction.vm.findUnique({
    where: { id: job.vmId },
    select: { hostId: true, state: true },
  });
  if (vm !== null && vm.hostId !== hostId) return 'VM of another host';
  if (job.makes === undefined) return null;
  // In place of one that is gone, an import may have it come back.
  const isTaken = vm !== null && !(job.kind === 'vm.import' && restoredState(vm.state) !== null);
  return refusalOfNewVm(transaction, hostId, { name: job.vmName, isTaken });
}

const restoredState = (state: string): VmState | null => nextVmState(state as VmState, 'restore-requested');

/** Whether a document of the kind names a VM. */
const actsOnVm = (kind: JobKind): boolean => 'vmId' in jobCatalog[kind].document.shape;

type NewVm = { readonly name: string; readonly isTaken: boolean };

async function refusalOfNewVm(
  transaction: Transaction,
  hostId: string,
  { name, isTaken }: NewVm,
): Promise<string | null> {
  if (isTaken) return 'its VM exists';
  if (!VmName.safeParse(name).success) return 'no VM name';
  const vms = await transaction.vm.count({ where: { hostId, state: { not: 'deleted' } } });
  return vms >= vmLimit ? 'too many VMs' : null;
}

/** Returns the id of the VM that is new, if any. */
async function adopt(
  transaction: Transaction,
  place: Place,
  { jobId, attempt, job }: Begun,
  { at, now }: Times,
): Promise<string | null> {
  const { vmId, makes } = job;
  if (vmId !== null && makes !== undefined) await writeVm(transaction, place, { ...job, vmId, makes }, at);
  const vm =
    vmId === null ? null : await transaction.vm.findUnique({ where: { id: vmId }, select: { name: true } });
  await transaction.job.create({
    data: {
      id: jobId,
      kind: job.kind,
      hostId: place.hostId,
      vmId: vm === null ? null : vmId,
      vmName: vm?.name ?? job.vmName,
      attempt,
      document: JSON.stringify(documentOf(job)),
      // On our clock, by which a host's inventory is compared with what it was sent.
      acceptedAt: now,
      requestedByName: `${job.requestedBy} on ${place.hostName}`,
      createdAt: at,
    },
    select: { id: true },
  });
  await transaction.auditEntry.create({
    data: {
      at,
      actorType: 'host',
      actorId: place.hostId,
      actorName: `${job.requestedBy} on ${place.hostName}`,
      action: job.kind,
      ...(vmId === null
        ? { targetType: 'host', targetId: place.hostId, targetName: place.hostName }
        : { targetType: 'vm', targetId: vmId, targetName: job.vmName }),
      outcome: 'allowed',
      details: JSON.stringify({
        ...{ jobId, hostId: place.hostId, isLocal: true, ...makes },
        ...(vmId === null ? { about: job.vmName } : {}),
      }),
    },
    select: { id: true },
  });
  return makes === undefined ? null : vmId;
}

/** What the job was asked for with stays at its host, but where that is no more than which VM: a null row cannot begin anew. */
function documentOf({ kind, vmId }: LocalJob): object | null {
  if (!isJobKind(kind) || vmId === null || madeBy(kind) !== null) return null;
  const document = { vmId };
  return jobCatalog[kind].document.safeParse(document).success ? document : null;
}

type MakingJob = LocalJob & { readonly vmId: string; readonly makes: NonNullable<LocalJob['makes']> };

async function writeVm(transaction: Transaction, place: Place, job: MakingJob, at: Date): Promise<void> {
  const former = await transaction.vm.findUnique({
    where: { id: job.vmId },
    select: { version: true, state: true },
  });
  if (former === null) return insertVm(transaction, place, job, at);
  const state = restoredState(former.state);
  if (state === null) return;
  await transaction.vm.updateMany({
    where: { id: job.vmId, version: former.version },
    data: {
      ...(await columnsOf(transaction, job)),
      ...{
        state,
        channel: 'unknown',
        addresses: '[]',
        addressSources: '{}',
        hypervisorName: null,
        guest: 'null',
      },
      ...{ bootedAt: null, networkLostAt: null, deletedAt: null, version: { increment: 1 } },
    },
  });
}

async function insertVm(
  transaction: Transaction,
  { hostId }: Place,
  job: MakingJob,
  at: Date,
): Promise<void> {
  await transaction.vm.create({
    data: {
      id: job.vmId,
      hostId,
      ...(await columnsOf(transaction, job)),
      templateName: job.makes.template,
      createdBy: null,
      createdAt: at,
    },
    select: { id: true },
  });
}

async function columnsOf(transaction: Transaction, { vmId, vmName, makes }: MakingJob) {
  return {
    name: vmName,
    // The host could not ask whether the name was free here.
    liveName: await liveNameOf(transaction, { id: vmId, name: vmName }),
    driver: makes.driver,
    image: makes.image,
    cpuCount: makes.cpuCount,
    memoryMb: Math.round(makes.memoryBytes / mebibyte),
    diskGb: Math.round(makes.diskBytes / gibibyte),
    networkMode: makes.network,
    network: makes.network === 'none' ? 'none' : 'unknown',
  };
}

/**
 * Jobs that were asked for on a host itself, through its local protocol: the first report of one makes its row, and
 * that of the VM which it makes, so that what happened there is seen here like everything else (ADR 21). From then on
 * its reports are applied like those of any job.
 *
 * A host may only do this to its own: a VM that another host has, or a job that exists, is left as it is.
 */
import type { Transaction } from '@busbar/db/database';
import { VmName } from '@busbar/shared/domain/names';
import { isJobKind } from '@busbar/shared/jobs/catalog';
import type { HostEvent, LocalJob } from '@busbar/shared/protocol/link';
import type { ControlDeps } from '../deps.ts';
import { hostTime } from './apply-event.ts';

type Begun = Extract<HostEvent, { type: 'job-begun' }>;
type AdoptDeps = Pick<ControlDeps, 'nowMs' | 'log'>;
type Times = { readonly at: Date; readonly now: Date };
type Place = { readonly hostId: string; readonly hostName: string };

/** Of one host, as in its inventory: a host that makes VMs without end must not fill the database. */
const vmLimit = 10_000;
const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/** Runs before the batch reads its rows. Returns the ids of VMs that are new. */
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
    if (await adopt(transaction, place, event, times)) newVms.push(event.job.vmId);
  }
  return newVms;
}

async function refusalOf(
  transaction: Transaction,
  hostId: string,
  { jobId, job }: Begun,
): Promise<string | null> {
  if (!isJobKind(job.kind)) return 'unknown kind';
  if ((job.kind === 'vm.provision') !== (job.makes !== undefined)) return 'not of the form of its kind';
  if ((await transaction.job.count({ where: { id: jobId } })) > 0) return 'known already';
  const vm = await transaction.vm.findUnique({ where: { id: job.vmId }, select: { hostId: true } });
  if (vm !== null && vm.hostId !== hostId) return 'VM of another host';
  return job.makes === undefined
    ? null
    : refusalOfNewVm(transaction, hostId, { name: job.vmName, isTaken: vm !== null });
}

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

/** Returns whether there is a new VM. */
async function adopt(
  transaction: Transaction,
  place: Place,
  { jobId, attempt, job }: Begun,
  { at, now }: Times,
): Promise<boolean> {
  const isMade = job.makes !== undefined;
  if (isMade) await insertVm(transaction, place, job, at);
  const vm = await transaction.vm.findUnique({ where: { id: job.vmId }, select: { name: true } });
  await transaction.job.create({
    data: {
      id: jobId,
      kind: job.kind,
      hostId: place.hostId,
      vmId: vm === null ? null : job.vmId,
      vmName: vm?.name ?? job.vmName,
      attempt,
      // What a VM is made from stays at its host: this row cannot begin the job anew.
      document: JSON.stringify(isMade ? null : { vmId: job.vmId }),
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
      targetType: 'vm',
      targetId: job.vmId,
      targetName: job.vmName,
      outcome: 'allowed',
      details: JSON.stringify({ jobId, hostId: place.hostId, isLocal: true, ...job.makes }),
    },
    select: { id: true },
  });
  return isMade;
}

async function insertVm(transaction: Transaction, { hostId }: Place, job: LocalJob, at: Date): Promise<void> {
  const { makes, vmId, vmName } = job;
  if (makes === undefined) return;
  const taken = await transaction.vm.findUnique({ where: { liveName: vmName }, select: { id: true } });
  await transaction.vm.create({
    data: {
      id: vmId,
      name: vmName,
      // The host could not ask whether the name was free here. No VM that is asked for here can have an @ in it.
      liveName: taken === null ? vmName : `${vmName}@${vmId}`,
      hostId,
      driver: makes.driver,
      image: makes.image,
      templateName: makes.template,
      cpuCount: makes.cpuCount,
      memoryMb: Math.round(makes.memoryBytes / mebibyte),
      diskGb: Math.round(makes.diskBytes / gibibyte),
      networkMode: makes.network,
      network: makes.network === 'none' ? 'none' : 'unknown',
      createdBy: null,
      createdAt: at,
    },
    select: { id: true },
  });
}

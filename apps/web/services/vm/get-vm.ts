import type { AuditEntry } from '@busbar/db/rows';
import { Id } from '@busbar/shared/domain/ids';
import { SeedDocuments } from '@busbar/shared/domain/template';
import { JobView, VmView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { RecentEvent } from '../fleet/recent-events.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { jobInclude, jobView } from '../views/job.ts';
import { readJson } from '../views/read-json.ts';
import { readVmView } from '../views/vm.ts';

export const GetVmInput = z.object({ vmId: Id });
export const GetVmResult = z.object({
  vm: VmView,
  /** What was meant to be in the seed, secrets masked; null when Busbar did not make this VM. */
  intendedSeed: SeedDocuments.nullable(),
  recentJobs: z.array(JobView),
  /** What was done with it and by whom, newest first. */
  recentEvents: z.array(RecentEvent),
});
export type GetVmResult = z.infer<typeof GetVmResult>;
const recent = 20;

export async function getVm(
  deps: ServiceDeps,
  actor: Actor,
  { vmId }: z.infer<typeof GetVmInput>,
): Promise<GetVmResult> {
  await authorize(deps, actor, 'fleet.read', { type: 'vm', id: vmId });
  const { read } = deps.db;
  const vm = await readVmView(read, vmId);
  if (vm === null) throw notFound('VM', vmId);
  const [row, jobs, events] = await Promise.all([
    read.vm.findUniqueOrThrow({ where: { id: vmId }, select: { intendedSeed: true } }),
    read.job.findMany({ where: { vmId }, include: jobInclude, orderBy: { id: 'desc' }, take: recent }),
    read.auditEntry.findMany({
      where: { targetType: 'vm', targetId: vmId },
      orderBy: { id: 'desc' },
      take: recent,
    }),
  ]);
  return {
    vm,
    intendedSeed: readJson(row.intendedSeed),
    recentJobs: jobs.map((job) => jobView(job, job.host)),
    recentEvents: events.map(vmEvent),
  };
}

/** An action that is not here shows its name. */
const words: Readonly<Record<string, string>> = {
  'vm.provision': 'Provisioning asked for',
  'vm.start': 'Start asked for',
  'vm.shutdown': 'Shutdown asked for',
  'vm.power-off': 'Power-off asked for',
  'vm.reboot': 'Reboot asked for',
  'vm.pause': 'Pause asked for',
  'vm.save': 'Saving of its memory asked for',
  'vm.resume': 'Resuming asked for',
  'vm.resize': 'Resizing asked for',
  'vm.meter': 'Metering asked for',
  'vm.move': 'Move to another host asked for',
  'vm.move-storage': 'Move of its files asked for',
  'vm.export': 'Export asked for',
  'vm.import': 'Import asked for',
  'vm.clone': 'Made as a clone',
  'backup.create': 'Backup asked for',
  'backup.restore': 'Restoring from a backup asked for',
  'vm.capture': 'Image of it asked for',
  'vm.delete': 'Deletion asked for',
  'checkpoint.create': 'Checkpoint asked for',
  'checkpoint.apply': 'Return to a checkpoint asked for',
  'checkpoint.rename': 'Renaming of a checkpoint asked for',
  'checkpoint.remove': 'Removal of a checkpoint asked for',
  'media.attach': 'Attaching of an ISO asked for',
  'media.eject': 'Ejecting of the ISO asked for',
  'disk.add': 'Another disk asked for',
  'disk.remove': 'Removal of a disk asked for',
  'disk.resize': 'A larger disk asked for',
  'disk.compact': 'Compacting of a disk asked for',
  'disk.convert': 'Conversion of a disk asked for',
  'vm.set-tags': 'Tags changed',
  'vm.shell': 'Shell used',
  'vm.exec': 'Command run',
};

function vmEvent({ at, action, actorName, outcome, targetId }: AuditEntry): RecentEvent {
  const refused = outcome === 'allowed' ? '' : ` (${outcome})`;
  return {
    at,
    text: `${words[action] ?? action} · ${actorName}${refused}`,
    href: `/vms/${targetId ?? ''}`,
    level: outcome === 'allowed' ? 'info' : 'warn',
  };
}

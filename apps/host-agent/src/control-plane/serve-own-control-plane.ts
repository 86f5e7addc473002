/** What a host does for a control plane in a VM of its own, for as long as its agent runs: has it run, and reaches it. */
import { randomBytes } from 'node:crypto';
import { newId } from '@busbar/shared/domain/ids';
import { toAppError } from '@busbar/shared/errors/app-error';
import type { AgentParts } from '../agent-parts.ts';
import type { AgentEnvironment } from '../environment.ts';
import { LocalJobs } from '../local/work/local-jobs.ts';
import type { Log } from '../log.ts';
import { carryProgram } from './control-plane-guest.ts';
import { type ControlPlaneRecord, readControlPlane } from './control-plane-record.ts';
import { Forward } from './forward.ts';

type Serving = {
  readonly environment: Pick<AgentEnvironment, 'stateFolder'>;
  readonly parts: Pick<AgentParts, 'fleet' | 'runner'>;
  readonly log: Log;
};

/** Null where the control plane runs elsewhere. A failure is logged: the agent does everything else without it. */
export async function serveOwnControlPlane({ environment, parts, log }: Serving): Promise<Forward | null> {
  const record = await readControlPlane(environment.stateFolder);
  if (record === null) return null;
  await startVm(record, parts, log);
  try {
    return await Forward.listen({
      port: record.port,
      session: () => parts.fleet.guests.session(record.vmId),
      program: carryProgram,
      log,
    });
  } catch (error) {
    log.error({ err: error, port: record.port }, 'the way to the control plane in its VM cannot be opened');
    return null;
  }
}

export const localJobsOf = ({ runner }: Pick<AgentParts, 'runner'>): LocalJobs =>
  new LocalJobs({ runner, newId: () => newId({ nowMs: Date.now, randomBytes }) });

/** After a restart of this machine, where its hypervisor does not start VMs by itself. The job goes on by itself. */
async function startVm({ vmId, name }: ControlPlaneRecord, parts: Serving['parts'], log: Log): Promise<void> {
  const vm = await parts.fleet.refresh(vmId);
  if (vm === null) return log.error({ vmId }, 'the VM of the control plane is gone');
  if (vm.power !== 'stopped') return;
  const document = { vmId };
  const job = { kind: 'vm.start', vm: { vmId, name }, document, requestedBy: 'the host agent' } as const;
  try {
    await localJobsOf(parts).begin(job, new AbortController().signal);
  } catch (thrown) {
    log.warn({ vmId, reason: toAppError(thrown).message }, 'the VM of the control plane is not started');
  }
}

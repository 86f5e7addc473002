import { type Checkpoints, checkpointsOf } from '../../hypervisor/checkpoints.ts';
import type { OnVm } from './start-vm.ts';

/** Of the job's VM. @throws `not-found` (VM), `unsupported` */
export async function checkpointsOfVm({ services, document: { vmId }, signal }: OnVm): Promise<Checkpoints> {
  return checkpointsOf(await services.fleet.driverOf(vmId, signal));
}

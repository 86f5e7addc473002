import type { PowerState } from '@busbar/shared/domain/vm-state';
import type { JobKind } from '@busbar/shared/jobs/catalog';
import { z } from 'zod';
import { type Action, defineCommand } from '../../command.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';
import { firstOf } from '../../work/first-of.ts';

export type PowerActionOptions = {
  readonly name: string;
  readonly summary: string;
  readonly kind: JobKind;
  /** Already so: nothing is done. */
  readonly becomes: PowerState;
  /** The answer comes as soon as the VM is in that state; the job goes on. Default: when the job has succeeded. */
  readonly isAnsweredEarly?: boolean;
};

/** An action that is a job of its own kind. */
export const powerAction = ({
  name,
  summary,
  kind,
  becomes,
  isAnsweredEarly = false,
}: PowerActionOptions): Action =>
  defineCommand({
    name,
    summary,
    parameters: z.object({ id: VmGuid }),
    run: async ({ id }, { services: { fleet, jobs }, signal, requestedBy }) => {
      const vm = await findVm(fleet, id);
      if (vm.power !== becomes) {
        const document = { vmId: vm.vmId };
        const jobId = await jobs.begin({ kind, vm, document, requestedBy }, signal);
        const isDone = (over: AbortSignal) => jobs.untilSucceeded(jobId, over);
        const isSo = (over: AbortSignal) => fleet.waitUntil(vm.vmId, (seen) => seen?.power === becomes, over);
        await (isAnsweredEarly ? firstOf(signal, isSo, isDone) : isDone(signal));
      }
      return { id, status: 'ok' };
    },
  });

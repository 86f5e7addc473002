import type { PowerState } from '@busbar/shared/domain/vm-state';
import { z } from 'zod';
import { type Pausing, pausingOf } from '../../../hypervisor/pausing.ts';
import { type Action, defineCommand } from '../../command.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

export type PauseActionOptions = {
  readonly name: keyof Pausing;
  readonly summary: string;
  readonly becomes: PowerState;
};

/** At once, and no job: it takes no time worth following. Jobs of the VM wait for it. */
export const pauseAction = ({ name, summary, becomes }: PauseActionOptions): Action =>
  defineCommand({
    name,
    summary,
    parameters: z.object({ id: VmGuid }),
    run: async ({ id }, { services: { fleet, jobs }, signal }) => {
      const { vmId } = await findVm(fleet, id);
      const pausing = pausingOf(await fleet.driverOf(vmId, signal));
      await jobs.exclusively(vmId, () => pausing[name](vmId, signal));
      await fleet.waitUntil(vmId, (vm) => vm?.power === becomes, signal);
      return { id, status: 'ok' };
    },
  });

import { requestJson } from '@busbar/shared/http2/request-json';
import { channelPaths, ShellList } from '@busbar/shared/protocol/channel';
import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

export const shells = defineCommand({
  name: 'shells',
  summary: 'Lists the terminals of the VM, also those that nobody looks at. Takes id.',
  parameters: z.object({ id: VmGuid }),
  run: async ({ id }, { services, signal }) => {
    const { vmId } = await findVm(services.fleet, id);
    const session = services.fleet.guests.session(vmId);
    const path = channelPaths.shells;
    const { shells: all } = await requestJson(session, { path, output: ShellList, signal });
    return { id, shells: all };
  },
});

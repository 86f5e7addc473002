import { requestJson } from '@busbar/shared/http2/request-json';
import { channelPaths, Empty, ShellKill } from '@busbar/shared/protocol/channel';
import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

export const endShell = defineCommand({
  name: 'end-shell',
  summary:
    'Hangs a terminal of the VM up, or sends its program another signal. Takes id, shellId; optionally signal.',
  parameters: z.object({ id: VmGuid, ...ShellKill.shape }),
  run: async ({ id, ...body }, { services, signal }) => {
    const { vmId } = await findVm(services.fleet, id);
    const session = services.fleet.guests.session(vmId);
    await requestJson(session, { path: channelPaths.shellKill, body, output: Empty, signal });
    return { id, shellId: body.shellId, status: 'ok' };
  },
});

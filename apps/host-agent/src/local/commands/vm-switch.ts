import { z } from 'zod';
import { hasSwitches } from '../../hypervisor/switches.ts';
import { defineActions, defineCommand } from '../command.ts';

const list = defineCommand({
  name: 'list',
  summary: 'Lists the virtual switches of this host; none where its hypervisor has no such thing.',
  parameters: z.object({}),
  run: async (_parameters, { services, signal }) => {
    const able = services.fleet.drivers.filter(hasSwitches);
    const all = (await Promise.all(able.map(({ switches }) => switches.list(signal)))).flat();
    return {
      switches: all.map(({ id, name, notes, type }) => ({ Id: id, Name: name, Notes: notes, Type: type })),
    };
  },
});

export const vmSwitch = defineActions({
  name: 'vm-switch',
  summary: 'Lists virtual switches.',
  actions: [list],
});

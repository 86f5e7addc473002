import { defineActions, defineMissing } from '../command.ts';

export const vhdx = defineActions({
  name: 'vhdx',
  summary: 'Clones and looks at the disks of VMs.',
  actions: [
    defineMissing('clone', 'clone disks'),
    defineMissing('is-differencing-disk', 'look into the disks of VMs'),
  ],
});

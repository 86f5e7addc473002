import { defineActions } from '../command.ts';
import { clone } from './vhdx/clone.ts';
import { isDifferencingDisk } from './vhdx/is-differencing-disk.ts';

export const vhdx = defineActions({
  name: 'vhdx',
  summary: 'Clones and looks at the disks of VMs.',
  actions: [clone, isDifferencingDisk],
});

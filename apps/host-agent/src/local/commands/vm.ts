import { defineActions } from '../command.ts';
import { deleteVm } from './vm/delete.ts';
import { details } from './vm/details.ts';
import { endShell } from './vm/end-shell.ts';
import { exec } from './vm/exec.ts';
import { exportVm } from './vm/export.ts';
import { importVm } from './vm/import.ts';
import { list } from './vm/list.ts';
import { netAddress } from './vm/net-address.ts';
import { pause } from './vm/pause.ts';
import { provision } from './vm/provision.ts';
import { resume } from './vm/resume.ts';
import { shell } from './vm/shell.ts';
import { shells } from './vm/shells.ts';
import { shutdown } from './vm/shutdown.ts';
import { start } from './vm/start.ts';
import { stateCheck } from './vm/state-check.ts';
import { stop } from './vm/stop.ts';
import { swapIso } from './vm/swap-iso.ts';

export const vm = defineActions({
  name: 'vm',
  summary: 'Provisions, shows and controls VMs.',
  actions: [
    list,
    details,
    provision,
    start,
    stop,
    pause,
    resume,
    shutdown,
    deleteVm,
    exportVm,
    importVm,
    stateCheck,
    netAddress,
    swapIso,
    exec,
    shell,
    shells,
    endShell,
  ],
});

import { defineActions } from '../command.ts';
import { create } from './artifact/create.ts';
import { destroy } from './artifact/destroy.ts';
import { detach } from './artifact/detach.ts';
import { download } from './artifact/download.ts';
import { exports } from './artifact/exports.ts';
import { list } from './artifact/list.ts';
import { reattach } from './artifact/reattach.ts';
import { rebuild } from './artifact/rebuild.ts';

export const artifact = defineActions({
  name: 'artifact',
  summary: 'Makes and keeps the cloud-init seeds of VMs.',
  actions: [create, list, download, rebuild, reattach, detach, destroy, exports],
});

/** GET vms/<id>/disks: asked of the hypervisor now, so that what people do there is in it. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { VmDisks } from '@busbar/shared/protocol/asked-of-host';
import { z } from 'zod';
import { type DiskFile, disksOf } from '../../hypervisor/disks.ts';
import { nameOfDisk } from '../../jobs/handlers/disks-of-vm.ts';
import type { CheckpointsDeps } from './checkpoints.ts';

export const disksHandler = ({ fleet }: CheckpointsDeps): RouteHandler =>
  jsonHandler(z.object({}), VmDisks, async (_nothing, { params, signal }) => {
    const { vmId = '' } = params;
    const disks = disksOf(await fleet.driverOf(vmId, signal));
    const present = await disks.list(vmId, signal);
    return {
      disks: present.map(({ file, fileBytes, below, ...disk }) => ({
        ...disk,
        ...told({ file, fileBytes }),
        below: below.map(told),
      })),
      folder: await disks.folderOf(vmId, signal),
    };
  });

/** Where else on the host a file is is nobody's business. */
const told = ({ file, fileBytes }: DiskFile) => ({ name: nameOfDisk(file).slice(0, 1024), fileBytes });

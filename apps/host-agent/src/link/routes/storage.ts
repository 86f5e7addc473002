/** GET vms/<id>/storage: asked of the hypervisor and the disks now. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { VmStorage } from '@busbar/shared/protocol/asked-of-host';
import { z } from 'zod';
import { storageMovingOf } from '../../hypervisor/storage-moving.ts';
import type { CheckpointsDeps } from './checkpoints.ts';

export const storageHandler = ({ fleet }: CheckpointsDeps): RouteHandler =>
  jsonHandler(z.object({}), VmStorage, async (_nothing, { params, signal }) => {
    const { vmId = '' } = params;
    return storageMovingOf(await fleet.driverOf(vmId, signal)).look(vmId, signal);
  });

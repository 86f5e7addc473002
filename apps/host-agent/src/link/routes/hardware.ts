/** GET vms/<id>/hardware: asked of the hypervisor now, so that what people change there is in it. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { VmHardware } from '@busbar/shared/protocol/asked-of-host';
import { z } from 'zod';
import { hardwareOf } from '../../hypervisor/hardware.ts';
import type { CheckpointsDeps } from './checkpoints.ts';

export const hardwareHandler = ({ fleet }: CheckpointsDeps): RouteHandler =>
  jsonHandler(z.object({}), VmHardware, async (_nothing, { params, signal }) => {
    const { vmId = '' } = params;
    return hardwareOf(await fleet.driverOf(vmId, signal)).look(vmId, signal);
  });

/** GET vms/<id>/checkpoints: asked of the hypervisor now, so that those made behind our back are in it. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { CheckpointList } from '@busbar/shared/protocol/asked-of-host';
import { z } from 'zod';
import { checkpointsOf } from '../../hypervisor/checkpoints.ts';
import type { HypervisorDriver } from '../../hypervisor/driver.ts';

export type CheckpointsDeps = {
  readonly fleet: {
    /** @throws `not-found` */
    readonly driverOf: (vmId: string, signal: AbortSignal) => Promise<HypervisorDriver>;
  };
};

export const checkpointsHandler = ({ fleet }: CheckpointsDeps): RouteHandler =>
  jsonHandler(z.object({}), CheckpointList, async (_nothing, { params, signal }) => {
    const { vmId = '' } = params;
    const driver = await fleet.driverOf(vmId, signal);
    return { checkpoints: [...(await checkpointsOf(driver).list(vmId, signal))] };
  });

/** GET vms/<id>/media: asked of the hypervisor and of the folder now, so that what people do there is in it. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { VmMedia } from '@busbar/shared/protocol/asked-of-host';
import { z } from 'zod';
import { mediaOf, nameOfMedium, type VmMedium } from '../../hypervisor/media.ts';
import type { IsoFolder } from '../../isos/iso-folder.ts';
import type { CheckpointsDeps } from './checkpoints.ts';

export type MediaDeps = CheckpointsDeps & { readonly isos: Pick<IsoFolder, 'path' | 'list' | 'isOfAgent'> };

export const mediaHandler = ({ fleet, isos }: MediaDeps): RouteHandler =>
  jsonHandler(z.object({}), VmMedia, async (_nothing, { params, signal }) => {
    const { vmId = '' } = params;
    const media = await mediaOf(await fleet.driverOf(vmId, signal)).list(vmId, signal);
    return {
      // Where else on the host they are is nobody's business.
      media: media.map((medium) => ({
        role: roleOf(medium, isos),
        name: nameOfMedium(medium.path).slice(0, 1024),
      })),
      isosFolder: isos.path,
      isos: [...(await isos.list())],
    };
  });

/** People on the host may use the drives of seed and tools disc too, once those are out of them. */
const roleOf = ({ role, path }: VmMedium, isos: Pick<IsoFolder, 'isOfAgent'>): VmMedium['role'] =>
  role === 'iso' || isos.isOfAgent(path) ? role : null;

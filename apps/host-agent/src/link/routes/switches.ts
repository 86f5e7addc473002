/** GET switches: asked of the hypervisor now, so that what people do there is in it. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { SwitchList } from '@busbar/shared/protocol/asked-of-host';
import { z } from 'zod';
import { switchesAmong } from '../../hypervisor/switches.ts';
import type { Fleet } from '../../vms/fleet.ts';

export type SwitchesDeps = { readonly fleet: Pick<Fleet, 'drivers'> };

export const switchesHandler = ({ fleet }: SwitchesDeps): RouteHandler =>
  jsonHandler(z.object({}), SwitchList, async (_nothing, { signal }) => {
    const { name, switches } = switchesAmong(fleet.drivers);
    const [known, adapters] = await Promise.all([switches.list(signal), switches.adapters(signal)]);
    return { driver: name, switches: [...known], adapters: [...adapters] };
  });

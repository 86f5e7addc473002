import type { SwitchFacts } from '@busbar/shared/domain/switch';
import {
  findSwitchByName,
  refuseTakenSwitchName,
  refuseUnfitAdapter,
  switchesAmong,
} from '../../hypervisor/switches.ts';
import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';

export const switchCreateHandlers: KindHandlers<'switch.create', JobServices> = {
  check: {
    run: async ({ services, document, signal }) => {
      const { switches } = switchesAmong(services.fleet.drivers);
      refuseTakenSwitchName(await switches.list(signal), document.name);
      if (document.adapter !== null) refuseUnfitAdapter(await switches.adapters(signal), document.adapter);
      return undefined;
    },
  },
  'create-switch': {
    run: async ({ services, document, signal, log, remember, remembered }) => {
      const { switches } = switchesAmong(services.fleet.drivers);
      // Drivers take one that is there for the one asked for: from here on it is this job's.
      if (remembered.isOurs !== true) {
        refuseTakenSwitchName(await switches.list(signal), document.name);
        await remember({ isOurs: true });
      }
      if (document.type === 'external') {
        log('info', 'The network of the host itself may be interrupted for a moment.');
      }
      const { id } = await switches.create(document, signal);
      log('info', `“${document.name}” ${purposeOf(document)}.`);
      return { isOurs: true, switchId: id };
    },
    undo: async ({ services, document, signal, remembered }) => {
      if (remembered.isOurs !== true) return;
      const { switches } = switchesAmong(services.fleet.drivers);
      const made = findSwitchByName(await switches.list(signal), document.name);
      if (made !== undefined) await switches.remove(made.id, signal);
    },
  },
};

function purposeOf({ type, adapter, sharesAdapter }: SwitchFacts): string {
  if (type === 'private') return 'connects VMs with each other';
  if (type === 'internal') return 'connects VMs with each other and with the host';
  return `is on “${adapter}”, which the host ${sharesAdapter ? 'goes on using through it' : 'no longer uses'}`;
}

/** Refuses before anything is copied what cannot end well. */
import { requireReady } from '../new-vm.ts';
import { makingOf, type ReplicateStep } from './context.ts';

export const check: ReplicateStep = {
  run: async (context) => {
    const { services, document } = context;
    requireReady(services, document.driver);
    await makingOf(context).folder.requireFree(document.image);
    return undefined;
  },
};

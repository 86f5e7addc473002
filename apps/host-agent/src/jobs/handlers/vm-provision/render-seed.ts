/** Renders and checks the seed, so that nothing is made for a template that cannot work. Keeps nothing. */
import type { ProvisionStep } from './context.ts';
import { hiding, renderSeed } from './render-documents.ts';

export const renderSeedStep: ProvisionStep = {
  run: async (context) => {
    const { documents, warnings } = await renderSeed(context);
    for (const warning of warnings) context.log('warn', warning);
    const hide = hiding(Object.values((await context.openSecrets()) ?? {}));
    const words = await context.services.validateUserData(documents.userData, context.signal);
    for (const line of words) context.log('warn', hide(line));
    return undefined;
  },
};

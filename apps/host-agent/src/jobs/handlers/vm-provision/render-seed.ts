/** Renders and checks the seed, so that nothing is made for a template that cannot work. Keeps nothing. */
import { AppError } from '@busbar/shared/errors/app-error';
import { guestReportsOf } from '../../../hypervisor/guest-reports.ts';
import { driverOf, type ProvisionContext, type ProvisionStep } from './context.ts';
import { hiding, renderSeed } from './render-documents.ts';
import { needsToolsDisc } from './with-guest-agent.ts';

export const renderSeedStep: ProvisionStep = {
  run: async (context) => {
    const { documents, warnings, admitsAgent } = await renderSeed(context);
    if (!admitsAgent && (await needsToolsDisc(context))) requireReports(context);
    for (const warning of warnings) context.log('warn', warning);
    const hide = hiding(Object.values((await context.openSecrets()) ?? {}));
    const words = await context.services.validateUserData(documents.userData, context.signal);
    for (const line of words) context.log('warn', hide(line));
    return { admitsAgent };
  },
};

/** @throws AppError `invalid-input` where nobody but the agent could tell how cloud-init fares. */
function requireReports(context: ProvisionContext): void {
  if (guestReportsOf(driverOf(context)) !== null) return;
  throw new AppError(
    'invalid-input',
    `The template switches vendor-data off, by which the guest agent comes, and the ${context.document.driver} hypervisor hears nothing of a guest without one.`,
    {
      userMessage:
        'The template leaves the guest agent out (vendor_data: enabled: false), and this hypervisor hears nothing of a guest without one. Leave vendor_data out; nothing was made.',
    },
  );
}

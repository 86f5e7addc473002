import type { Resolver } from 'react-hook-form';
import type { ProvisionInput, ProvisionOutput } from './provision-values.ts';

export type { ProvisionInput, ProvisionOutput } from './provision-values.ts';

/** Checking, and what follows it, is loaded when the form is first touched: the page can be read before. */
export const loadChecking = async () => {
  const [values, drafts] = await Promise.all([import('./provision-values.ts'), import('./draft-job.ts')]);
  return { ...values, ...drafts };
};

export const resolveWhenLoaded: Resolver<ProvisionInput, unknown, ProvisionOutput> = async (...input) =>
  (await loadChecking()).resolveProvision(...input);

import type { Resolver } from 'react-hook-form';
import type { ProvisionInput, ProvisionOutput } from './provision-values.ts';

export type { ProvisionInput, ProvisionOutput } from './provision-values.ts';

/** Checking is loaded when the form is first touched: the page can be read before. */
export const loadChecking = () => import('./provision-values.ts');

export const resolveWhenLoaded: Resolver<ProvisionInput, unknown, ProvisionOutput> = async (...input) =>
  (await loadChecking()).resolveProvision(...input);

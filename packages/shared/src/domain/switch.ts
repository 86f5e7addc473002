import { z } from 'zod';
import { labelLimit, labelOf } from './label.ts';

/** As a hypervisor names them: a GUID, of whatever version. */
export const SwitchId = z.guid();

export const switchNameLimit = labelLimit;
export const SwitchName = labelOf('a switch');

/**
 * Whom a virtual switch connects. `private`: VMs with each other. `internal`: also with their host. `external`: also with
 * what is behind a network adapter of the host.
 */
export const SwitchType = z.enum(['private', 'internal', 'external']);
export type SwitchType = z.infer<typeof SwitchType>;

/** What makes up a switch that is to be made. */
export const SwitchFacts = z.object({
  name: SwitchName,
  type: SwitchType,
  /** Name of a network adapter of the host; for an external switch only, which then has it to itself. */
  adapter: z.string().min(1).max(256).nullable().default(null),
  /** Whether the host itself goes on using the adapter of an external switch, through the switch. */
  sharesAdapter: z.boolean().default(true),
  notes: z.string().max(1000, 'Notes have at most 1000 characters.').default(''),
});
export type SwitchFacts = z.infer<typeof SwitchFacts>;

/** Why these facts fit no switch; null when they do. */
export function switchProblem({ type, adapter }: Pick<SwitchFacts, 'type' | 'adapter'>): string | null {
  if (type === 'external' && adapter === null)
    return 'An external switch needs a network adapter of the host.';
  if (type !== 'external' && adapter !== null) return `A switch that is ${type} has no network adapter.`;
  return null;
}

import { z } from 'zod';
import { Id } from '../domain/ids.ts';
import { SwitchFacts, switchProblem } from '../domain/switch.ts';
import { defineJobKind } from './job-kind.ts';

const fits = <Facts extends z.ZodType<SwitchFacts>>(facts: Facts) =>
  facts.superRefine((given, context) => {
    const message = switchProblem(given);
    if (message !== null) context.addIssue({ code: 'custom', path: ['adapter'], message });
  });

export const SwitchCreateInput = fits(SwitchFacts.extend({ hostId: Id }));
export type SwitchCreateInput = z.infer<typeof SwitchCreateInput>;
export const SwitchCreateDocument = fits(SwitchFacts);
export type SwitchCreateDocument = z.infer<typeof SwitchCreateDocument>;

/** Of a host, not of a VM. */
export const switchCreate = defineJobKind({
  title: 'Create the virtual switch',
  input: SwitchCreateInput,
  document: SwitchCreateDocument,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check name and network adapter' },
    { name: 'create-switch', title: 'Create the switch', undo: 'Remove the switch' },
  ],
  timeoutMs: 10 * 60_000,
  maxAttempts: 1,
  permission: 'host.switch',
});

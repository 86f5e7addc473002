import type { z } from 'zod';
import type { Permission } from '../domain/roles.ts';

export type StepDefinition = {
  readonly name: string;
  /** What the page shows, such as "Wait for cloud-init". */
  readonly title: string;
};

export type JobKindDefinition = {
  readonly title: string;
  /** What the API's caller sends; also the schema of the page's form. */
  readonly input: z.ZodType;
  /** What the host is sent beside the secrets. */
  readonly document: z.ZodType;
  /** JSON that travels sealed to the host; `z.null()` where a kind has none. */
  readonly secrets: z.ZodType;
  readonly steps: readonly StepDefinition[];
  /** For the whole job on the host, undo not counted. */
  readonly timeoutMs: number;
  /** How often the control plane sends the job anew by itself after a retryable failure. */
  readonly maxAttempts: number;
  readonly permission: Permission;
};

export const defineJobKind = <const Definition extends JobKindDefinition>(
  definition: Definition,
): Definition => definition;

import type { z } from 'zod';
import type { Permission } from '../domain/roles.ts';

export type StepDefinition = {
  readonly name: string;
  /** What the page shows, such as "Wait for cloud-init". */
  readonly title: string;
  /** What undoing it does, such as "Delete the disk"; absent for one that makes nothing. */
  readonly undo?: string;
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
  /**
   * Once every step before this one is done, a failure may keep what was made (where the job was asked to),
   * and a later job goes on from there. No step from here on opens secrets: they are erased with the job's
   * end. Absent: a failure always undoes.
   */
  readonly keepsFrom?: string;
  /** Its VM does not exist before it, and does afterwards, as this. Absent: it acts on a VM that is there. */
  readonly makesVm?: 'running' | 'stopped';
  /** For the whole job on the host, undo not counted. */
  readonly timeoutMs: number;
  /** How often the control plane sends the job anew by itself after a retryable failure. */
  readonly maxAttempts: number;
  readonly permission: Permission;
};

/** What a job keeps of its steps' definitions: how they are called, and what undoing them does. */
export const stepWords = ({ name, title, undo }: StepDefinition): StepDefinition => ({
  name,
  title,
  ...(undo === undefined ? {} : { undo }),
});

export const defineJobKind = <const Definition extends JobKindDefinition>(
  definition: Definition,
): Definition => definition;

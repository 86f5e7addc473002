import { z } from 'zod';

/** What is said over Redis, and between the parts of a process. */
export const changesChannel = 'busbar:changes';

/**
 * "This row has changed; look at it again": a hint, never data. For a job, `from` and `to` number the events that
 * are new. `session`, `token` and `user` say that access may have ended.
 */
export const Change = z.object({
  entity: z.enum(['vm', 'job', 'host', 'delivery', 'webhook', 'user', 'session', 'token']),
  id: z.string().min(1).max(64),
  from: z.number().int().min(1).optional(),
  to: z.number().int().min(1).optional(),
});
export type Change = z.infer<typeof Change>;

/** A message of the channel; null when it is none (another version's, or noise). */
export function parseChange(text: string): Change | null {
  try {
    return Change.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

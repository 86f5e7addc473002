/** The lines between the agent and `host.ps1`. What is not understood is refused, never guessed. */
import { z } from 'zod';

export type LaneName = 'query' | 'work';

export const hostProtocol = 1;

/** The first line of a process, unasked. */
export const ReadyLine = z.object({
  ready: z.object({ psVersion: z.string().max(64), lane: z.enum(['query', 'work']), protocol: z.int() }),
});

/** An error as PowerShell identifies it; `message` is in the language of that Windows. */
export const HostError = z.object({
  identifier: z.string().max(512),
  class: z.string().max(512).nullable(),
  category: z.string().max(128),
  message: z.string(),
  hresult: z.int().nullable(),
});
export type HostError = z.infer<typeof HostError>;

export const HostLine = z.union([
  z.object({ event: z.object({ kind: z.enum(['changed', 'gone']), vmId: z.guid() }) }),
  z.object({ id: z.int(), progress: z.object({ percent: z.number(), status: z.string() }) }),
  z.object({ id: z.int(), ok: z.literal(true), result: z.array(z.unknown()) }),
  z.object({ id: z.int().nullable(), ok: z.literal(false), error: HostError }),
]);
export type HostLine = z.infer<typeof HostLine>;

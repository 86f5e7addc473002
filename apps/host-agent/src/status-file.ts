import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileDurably } from './storage/write-file-durably.ts';

/** What `busbar-host status` shows; written whenever the link changes. */
export const AgentStatus = z.object({
  pid: z.number().int(),
  version: z.string(),
  hostId: z.string(),
  controlUrl: z.string(),
  link: z.object({
    state: z.enum(['connecting', 'up', 'unreachable', 'refused', 'stopped']),
    since: z.number(),
    error: z.string().nullable(),
  }),
});
export type AgentStatus = z.infer<typeof AgentStatus>;

export const writeStatus = (path: string, status: AgentStatus): Promise<void> =>
  writeFileDurably(path, `${JSON.stringify(status, null, 2)}\n`);

/** `null` when no agent has run here. */
export async function readStatus(path: string): Promise<AgentStatus | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : AgentStatus.parse(JSON.parse(text));
}

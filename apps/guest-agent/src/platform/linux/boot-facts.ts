import { uptime } from 'node:os';
import { join } from 'node:path';
import type { BootFacts } from '../boot-facts.ts';
import { readTextIfPresent } from '../read-text.ts';

/**
 * Which boot this is and how long it has lasted. A sandbox shares its host's kernel, so there a boot is one
 * run of the agent: its init starts the agent exactly once per start.
 */
export async function readBootFacts(options: {
  readonly root: string;
  readonly isSandbox: boolean;
  readonly newId: () => string;
  readonly sinceStartMs: () => number;
}): Promise<BootFacts> {
  const kernelBootId = await readTextIfPresent(join(options.root, 'proc/sys/kernel/random/boot_id'));
  if (options.isSandbox || kernelBootId === null) {
    return { bootId: options.newId(), uptimeSeconds: () => options.sinceStartMs() / 1000 };
  }
  return { bootId: kernelBootId.trim(), uptimeSeconds: uptime };
}

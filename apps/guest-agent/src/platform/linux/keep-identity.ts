/**
 * Makes the guest independent of its seed disc. Without the disc cloud-init would take the next boot for a new machine
 * and might make new host keys and users; a NoCloud seed on the guest's own disk with the same instance-id and nothing
 * to do keeps the instance. Idempotent.
 */
import { join } from 'node:path';
import { installAgent } from '../../identity/install-agent.ts';
import { writeAtomically } from '../../identity/write-atomically.ts';
import type { LinuxOptions } from './linux-system.ts';

const seedFolder = 'var/lib/cloud/seed/nocloud';

export async function keepIdentity(options: LinuxOptions, instanceId: string): Promise<string[]> {
  const installed = options.isSandbox ? [] : await installAgent(options);
  return [...installed, ...(await keepSeed(options.root, instanceId))];
}

/** user-data first: meta-data alone would already count as a seed. */
async function keepSeed(root: string, instanceId: string): Promise<string[]> {
  const documents = {
    'user-data': '#cloud-config\n{}\n',
    'meta-data': `${JSON.stringify({ 'instance-id': instanceId })}\n`,
  };
  for (const [name, text] of Object.entries(documents)) {
    await writeAtomically(join(root, seedFolder, name), Buffer.from(text), 0o644);
  }
  return Object.keys(documents).map((name) => `/${seedFolder}/${name}`);
}

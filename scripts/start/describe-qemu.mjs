import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './find-program.mjs';

/** What to say about real VMs on this machine, beside the sandbox that always works. */
export async function describeQemu({ paths }) {
  if (findProgram(['qemu-system-x86_64']) === null) {
    return ['Sandbox VMs work now. For real VMs: sudo apt-get install qemu-system-x86 qemu-utils mmdebstrap'];
  }
  if (existsSync(join(paths.imagesFolder, 'debian-12', 'image.json'))) return [];
  return ['QEMU is here. `npm run image` builds a Debian 12 image for real VMs (about a minute).'];
}

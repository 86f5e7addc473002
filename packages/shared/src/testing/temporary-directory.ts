import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TemporaryDirectory = { readonly path: string; readonly remove: () => Promise<void> };

/** A new folder (0700) for one test; its short path leaves room for UNIX sockets (108 bytes). */
export async function temporaryDirectory(prefix = 'busbar-'): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

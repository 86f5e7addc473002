/** Writes a seed disc (0600): the one form in which documents reach a guest. */
import { rename, rm } from 'node:fs/promises';
import { planIso } from '@busbar/seed/iso/plan-iso';
import { writeIsoFile } from '@busbar/seed/iso/write-iso-file';
import { seedFiles, seedLabel } from '@busbar/seed/seed-files';
import type { SeedDocuments } from '@busbar/shared/domain/template';

export type SeedIsoOptions = {
  readonly signal: AbortSignal;
  readonly onProgress?: (writtenBytes: number, sizeBytes: number) => void;
  /** Takes the place of a disc that exists; a VM that has that one open keeps reading it. Default: refuses. */
  readonly replaces?: boolean;
};

/** Equal documents give equal bytes. */
const volumeTimestamp = new Date('2020-01-01T00:00:00Z');

/** Returns the size. @throws `already-exists`, `insufficient-storage`; nothing is left behind then. */
export async function writeSeedIso(
  path: string,
  documents: SeedDocuments,
  { signal, onProgress, replaces = false }: SeedIsoOptions,
): Promise<number> {
  const plan = planIso(seedFiles(documents), { label: seedLabel, volumeTimestamp });
  const { sizeBytes } = plan;
  const options = { signal, onProgress: (written: number) => onProgress?.(written, sizeBytes) };
  if (!replaces) {
    await writeIsoFile(path, plan, options);
    return sizeBytes;
  }
  const next = `${path}.next`;
  await rm(next, { force: true });
  await writeIsoFile(next, plan, options);
  await rename(next, path);
  return sizeBytes;
}

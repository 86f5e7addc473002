/** A planned disc as a stream of bytes, in order. Memory stays at one chunk, whatever the disc's size. */
import { AppError } from '@busbar/shared/errors/app-error';
import { sectorSizeBytes, sectorsFor } from './iso-entry.ts';
import type { IsoPlan, PlannedFile } from './plan-iso.ts';

/** Opens an entry's `source` as chunks. A chunk must stay valid only until the next one is asked for. */
export type OpenFile = (source: string) => AsyncIterable<Uint8Array>;

/**
 * The disc's bytes; together exactly `plan.sizeBytes`.
 *
 * @throws AppError `conflict` when a file is not of its planned size: it changed since it was planned.
 */
export async function* isoChunks(
  plan: IsoPlan,
  openFile: OpenFile,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield plan.head;
  for (const file of plan.files) {
    yield* contentChunks(file, openFile);
    const padding = sectorsFor(file.sizeBytes) * sectorSizeBytes - file.sizeBytes;
    if (padding > 0) yield new Uint8Array(padding);
  }
}

async function* contentChunks(file: PlannedFile, openFile: OpenFile): AsyncGenerator<Uint8Array> {
  const { content } = file.entry;
  if (content instanceof Uint8Array) {
    yield content;
    return;
  }
  let readBytes = 0;
  for await (const chunk of openFile(content.source)) {
    readBytes += chunk.length;
    if (readBytes > file.sizeBytes) break;
    yield chunk;
  }
  if (readBytes !== file.sizeBytes) {
    throw new AppError('conflict', `"${file.entry.path}" changed its size while the disc was written.`, {
      userMessage: `"${file.entry.path}" changed while the disc was being written. Nothing was kept; try again.`,
      details: { path: file.entry.path, plannedBytes: file.sizeBytes },
    });
  }
}

/** Takes the bytes that the control plane brings; after a crash, and after a connection that broke, from the one that is missing. */
import { open } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import type { ReplicaFile } from '@busbar/shared/protocol/replicas';
import { halfFetched } from '../../../images/sources/fetch-file.ts';
import { writeBody } from '../../../images/sources/write-body.ts';
import { sizeIfThere } from '../../../storage/size-if-there.ts';
import { storageError } from '../../../storage/storage-error.ts';
import { orAborted } from '../../or-aborted.ts';
import { freeOf } from '../image-import/context.ts';
import {
  copyOf,
  falseSource,
  makingOf,
  mebibytes,
  type ReplicateContext,
  type ReplicateStep,
  sourceOf,
} from './context.ts';
import { tellTrouble } from './tell-trouble.ts';

export const fetch: ReplicateStep = {
  run: async (context) => {
    const { services, document, jobId, signal, log } = context;
    const { files } = sourceOf(context);
    await makingOf(context).folder.begin(jobId);
    log('info', `Copying from ${document.source.hostName} by way of the control plane.`);
    const onTrouble = tellTrouble(log);
    let before = 0;
    for (const file of files) {
      const path = copyOf(context, file.name);
      await services.replicas.file({
        ...{ jobId, signal, onTrouble, name: file.name, sizeBytes: file.sizeBytes },
        haveBytes: () => sizeIfThere(path),
        write: (body, from, cut) => write(context, { file, path, before }, body, from, cut),
      });
      before += file.sizeBytes;
    }
    log('info', `Copied: ${mebibytes(before)}.`);
    return undefined;
  },
};

/** `before`: bytes of the files before this one. */
type Target = { readonly file: ReplicaFile; readonly path: string; readonly before: number };

async function write(
  context: ReplicateContext,
  { file: { sizeBytes }, path, before }: Target,
  body: AsyncIterable<Buffer>,
  from: number,
  signal: AbortSignal,
): Promise<void> {
  const { services, progress } = context;
  const allBytes = sourceOf(context).files.reduce((sum, each) => sum + each.sizeBytes, 0);
  await using file = await open(path, from === 0 ? 'w' : 'r+', 0o600);
  try {
    const at = await writeBody(untilCut(body, signal), {
      ...{ file, path, from, totalBytes: sizeBytes, limitBytes: sizeBytes, freeBytes: freeOf(context) },
      progress: (done) => progress(before + done, allBytes),
      onHalf: () => services.checkpoint(halfFetched),
      tooMany: () => falseSource(context, 'sends more than it said'),
    });
    if (at < sizeBytes) throw cut();
  } catch (error) {
    throw storageError(error);
  } finally {
    await file.sync();
  }
}

/** However a connection ends, it may be made again. */
async function* untilCut(body: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
  const iterator = body[Symbol.asyncIterator]();
  for (;;) {
    // Asked first: a piece that was awaited by nobody would end the process with its error.
    if (signal.aborted) throw cut(signal.reason);
    let next: IteratorResult<Buffer>;
    try {
      next = await orAborted(iterator.next(), signal);
    } catch (cause) {
      throw cut(cause);
    }
    if (next.done === true) return;
    yield next.value;
  }
}

const cut = (cause?: unknown): AppError =>
  new AppError('truncated', 'The copy was cut; it goes on from there.', { cause });

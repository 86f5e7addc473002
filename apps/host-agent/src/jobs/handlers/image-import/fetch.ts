import { join } from 'node:path';
import { shownUrl } from '@busbar/shared/domain/image';
import { fetchFile } from '../../../images/sources/fetch-file.ts';
import { freeOf, type ImportStep, makingOf, mebibytes } from './context.ts';

/** What lies on the host is read where it is; what is fetched goes on where an earlier process was cut. */
export const fetch: ImportStep = {
  run: async (context) => {
    const { services, document, jobId, signal, progress, log } = context;
    const { source } = document;
    const folder = await makingOf(context).folder.begin(jobId);
    if (source.kind === 'file') {
      log('info', `“${source.name}” lies on this host; it is read where it is.`);
      return { path: await services.diskFiles.find(source.name) };
    }
    const path = join(folder, 'source');
    log('info', `Fetching ${shownUrl(source.url)}.`);
    const sizeBytes = await fetchFile({
      url: source.url,
      path,
      policy: services.imageSources,
      freeBytes: freeOf(context),
      progress,
      log,
      signal,
      checkpoint: services.checkpoint,
    });
    log('info', `Fetched: ${mebibytes(sizeBytes)}.`);
    return { path };
  },
  undo: async (context) => makingOf(context).folder.clean(context.jobId),
};

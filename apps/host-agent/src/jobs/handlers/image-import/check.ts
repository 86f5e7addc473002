/** Refuses before anything is fetched what cannot end well, and finds out what the source must be. */
import { basename } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { fetchText } from '../../../images/sources/fetch-file.ts';
import { type Checksum, findSum, sumsLimitBytes } from '../../../images/sources/sums-text.ts';
import { type ImportContext, type ImportStep, makingOf, nameOf } from './context.ts';

export const check: ImportStep = {
  run: async (context) => {
    const { document, log, services } = context;
    await makingOf(context).folder.requireFree(nameOf(context));
    if (document.source.kind === 'file') await services.diskFiles.find(document.source.name);
    const checksum = await expected(context);
    if (checksum === null)
      log('warn', 'No checksum was given: what is fetched is taken as it is, and remembered.');
    else log('info', `The source must have the ${checksum.algorithm.toUpperCase()} ${checksum.value}.`);
    return { checksum };
  },
};

async function expected({ document, services, signal }: ImportContext): Promise<Checksum | null> {
  const { checksum } = document;
  if (checksum === null) return null;
  if (checksum.kind !== 'sums') return { algorithm: checksum.kind, value: checksum.value };
  const { url } = checksum;
  const text = await fetchText({ url, policy: services.imageSources, signal }, sumsLimitBytes);
  return findSum(text, fileNameOf(document.source));
}

function fileNameOf(source: ImportContext['document']['source']): string {
  if (source.kind === 'file') return source.name;
  const name = basename(new URL(source.url).pathname);
  try {
    return decodeURIComponent(name);
  } catch (cause) {
    throw new AppError('invalid-input', 'The URL ends with something that is no file’s name.', { cause });
  }
}

/** `npm run image [-- <folder>]`: builds the image that QEMU VMs are made from, if it is not there yet. */
import { resolve } from 'node:path';
import { toAppError } from '@busbar/shared/errors/app-error';
import { buildDebianImage } from './build-debian.ts';
import { readImageEnvironment } from './environment.ts';

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

try {
  const startedAt = performance.now();
  const built = await buildDebianImage({
    imagesFolder: resolve(process.argv[2] ?? readImageEnvironment().imagesFolder),
    isRoot: process.geteuid?.() === 0,
    onStep: (title) => console.log(title),
    signal: stopping.signal,
  });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const size = `${Math.round(built.record.sizeBytes / 2 ** 20)} MiB`;
  console.log(
    built.wasCached ? `${built.folder} is up to date.` : `${built.folder}: ${size} in ${seconds} s.`,
  );
} catch (error) {
  console.error(toAppError(error).userMessage);
  process.exitCode = 1;
}

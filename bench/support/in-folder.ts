import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';

/** Runs `work` in a new folder and removes it, whatever happens. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await temporaryDirectory('busbar-bench-');
  try {
    return await work(folder.path);
  } finally {
    await folder.remove();
  }
}

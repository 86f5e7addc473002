import { chmod, rm } from 'node:fs/promises';

/** Also a read-only one, which Windows keeps otherwise. Idempotent. */
export async function removeFile(path: string): Promise<void> {
  // Elsewhere the file may have other names, whose mode it is too.
  if (process.platform === 'win32') await chmod(path, 0o600).catch(ignoreMissing);
  await rm(path, { force: true, maxRetries: 20, retryDelay: 100 });
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

import { AppError } from '@busbar/shared/errors/app-error';

const fullCodes = ['ENOSPC', 'EDQUOT'];
export const fullDiskRemedy =
  'The disk of this host is full. Free some space there and try again; no restart is needed.';

/** A full disk as `insufficient-storage`, since a person can do something about it; every other error as it is. */
export function storageError(thrown: unknown, path?: string): unknown {
  if (!fullCodes.includes((thrown as NodeJS.ErrnoException | null)?.code ?? '')) return thrown;
  const what = path === undefined ? 'The disk is full.' : `There is no space left to write ${path}.`;
  return new AppError('insufficient-storage', what, {
    cause: thrown,
    userMessage: fullDiskRemedy,
  });
}

import { AppError } from '@busbar/shared/errors/app-error';

/** What a job was to go on from is gone and cannot be made again. `reason` begins with a capital letter. */
export const notAsKept = (reason: string): AppError =>
  new AppError('precondition-failed', `${reason}.`, {
    userMessage: `${reason}, so the job cannot go on from there. Nothing was changed. Delete the VM and provision it anew.`,
  });

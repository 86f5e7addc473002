import { AppError } from '@busbar/shared/errors/app-error';

/** `what` as a person calls it, such as "VM". */
export function notFound(what: string, id: string): AppError {
  return new AppError('not-found', `No ${what} has the id ${id}.`, {
    userMessage: `This ${what} does not exist. It may have been removed by someone else.`,
    details: { id },
  });
}

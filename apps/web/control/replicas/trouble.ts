/** Why an image cannot be brought, in words for the log or the end of the job that waits for it. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { ImageReplicateDocument } from '@busbar/shared/jobs/image-replicate';

export const offline = ({ source }: ImageReplicateDocument): AppError =>
  new AppError('host-offline', `${source.hostName} is offline.`, {
    userMessage: `${source.hostName}, which has the image, is offline. The copy goes on by itself once it is back.`,
  });

export const removed = ({ source }: ImageReplicateDocument): AppError =>
  new AppError('not-found', `${source.hostName} was removed.`, {
    userMessage: `${source.hostName}, which had the image, was removed from the fleet. Nothing was copied.`,
  });

export const endless = (carried: number): AppError =>
  new AppError('rate-limited', `${carried} bytes were carried, and the image is not there.`, {
    retryable: false,
    userMessage:
      'The image was brought several times over and is still not there. Look at the disk of this host.',
  });

export const busy = ({ source }: ImageReplicateDocument): AppError =>
  new AppError('rate-limited', `${source.hostName} is busy.`, {
    userMessage: `${source.hostName} is sending as many images as it may at once. This copy waits for its turn.`,
  });

/** What the host that has the image says, or does, in words for the job of the other one. */
export function troubleAt(
  { source, image }: ImageReplicateDocument,
  error: AppError,
  isLast: boolean,
): AppError {
  const { code, message, userMessage, retryable } = error;
  const words: Partial<Record<AppError['code'], string>> = {
    'not-found': `${source.hostName} no longer has the image “${image}”.`,
    unsupported: `The host agent of ${source.hostName} is too old to give its images away.`,
  };
  return new AppError(code, `${source.hostName}: ${message}`, {
    retryable: retryable && !isLast,
    userMessage: words[code] ?? `${source.hostName}: ${userMessage}`,
  });
}

/** Talk with the program that started this one (`npm start`), over Node's IPC channel, where there is one. */

import { toAppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Log } from './deps.ts';

export type ParentMessage =
  | { readonly type: 'ready'; readonly url: string; readonly signInLink: string | null }
  | { readonly type: 'enrolment'; readonly token: string; readonly key: string; readonly url: string };

const ParentRequest = z.object({ type: z.literal('enrol-local-host') });

export function tellParent(message: ParentMessage): void {
  process.send?.(message);
}

/** Answers the parent's requests; what is none of them is ignored. */
export function answerParent(log: Log, enrol: () => Promise<ParentMessage>): () => void {
  const onMessage = (message: unknown): void => {
    if (!ParentRequest.safeParse(message).success) return;
    enrol().then(tellParent, (error: unknown) =>
      log.error({ error: toAppError(error) }, 'this machine could not be enrolled'),
    );
  };
  process.on('message', onMessage);
  return () => process.off('message', onMessage);
}

import { createLogger } from '@busbar/shared/logging/create-logger';

const log = createLogger({ name: 'api' });

/** For what nobody expected; expected refusals are answers, not log lines. */
export function logRequestError(error: unknown, path: string | undefined): void {
  log.error({ error, path: path ?? '' }, 'A request failed');
}

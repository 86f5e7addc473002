import { AppError } from '@busbar/shared/errors/app-error';
import { createRouter } from '@busbar/shared/http2/router';
import { type ServerSession, serveHttp2 } from '@busbar/shared/http2/serve-http2';
import type { Log } from '../log.ts';
import type { HostIdentity } from './identity-file.ts';
import { openLink } from './open-link.ts';
import { type LinkRouteDeps, linkRoutes } from './routes/routes.ts';

export type LinkSessionDeps = {
  readonly identity: HostIdentity;
  readonly routes: LinkRouteDeps;
  readonly log: Log;
  /** The control plane has said hello. */
  readonly onUp: () => void;
};

/** From the 101 to the control plane's hello. */
const helloDeadlineMs = 15_000;

/** One link, from dialling to its end. Resolves to why it ended; null when the peer closed it in order. */
export async function runLinkSession(deps: LinkSessionDeps, signal: AbortSignal): Promise<AppError | null> {
  const { socket, head } = await openLink(deps.identity, signal);
  const up = Promise.withResolvers<void>();
  const routes = linkRoutes({ ...deps.routes, onHello: () => up.resolve() });
  const onError = (error: AppError, { path }: { path: string }): void =>
    deps.log.debug({ path, code: error.code, reason: error.message }, 'a call failed');
  const session = serveHttp2(socket, createRouter(routes, { onError }), { head });
  const late = new AppError(
    'deadline-exceeded',
    'The control plane accepted the link and then said nothing.',
  );
  const timer = setTimeout(() => session.abort(late), helloDeadlineMs);
  const stop = (): void => void closeSession(session, deps.log);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  void up.promise.then(() => {
    clearTimeout(timer);
    deps.onUp();
  });
  try {
    await session.closed;
    return session.error();
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

async function closeSession(session: ServerSession, log: Log): Promise<void> {
  // Event and telemetry streams never end by themselves, so there is nothing to wait for.
  session.abort(new AppError('cancelled', 'The host agent is stopping.'));
  await session.closed;
  log.debug({}, 'link closed');
}

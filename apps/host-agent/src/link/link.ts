/**
 * The link to the control plane: one session after the other, for as long as the agent runs. The loop is
 * here; what a session serves is the router's affair.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { Log } from '../log.ts';
import { type BackOffKind, backOffMs } from './back-off.ts';
import type { HostIdentity } from './identity-file.ts';
import { runLinkSession } from './link-session.ts';
import type { LinkRouteDeps } from './routes/routes.ts';

export type LinkState = {
  readonly state: 'connecting' | 'up' | 'unreachable' | 'refused';
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly error: string | null;
};

export type LinkDeps = {
  readonly identity: HostIdentity;
  readonly routes: LinkRouteDeps;
  readonly log: Log;
  readonly nowMs: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly onState: (state: LinkState) => void;
};

/** A session that lasted so long was a good one: the next failure counts as the first. */
const steadyMs = 30_000;

/** Resolves when the signal aborts; never rejects. */
export async function keepLinked(deps: LinkDeps, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    const startedAt = deps.nowMs();
    const error = await oneSession(deps, signal);
    if (signal.aborted) return;
    failures = deps.nowMs() - startedAt >= steadyMs ? 1 : failures + 1;
    const kind = kindOf(error);
    const waitMs = backOffMs(kind, failures, deps.random());
    say(deps, kind, error, waitMs);
    // Rejects only when the signal aborts, and then the loop ends.
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

async function oneSession(deps: LinkDeps, signal: AbortSignal): Promise<AppError | null> {
  const tell = (state: LinkState['state']): void => deps.onState({ state, since: deps.nowMs(), error: null });
  tell('connecting');
  try {
    const onUp = (): void => {
      deps.log.info({ controlUrl: deps.identity.controlUrl }, 'link is up');
      tell('up');
    };
    return await runLinkSession({ ...deps, onUp }, signal);
  } catch (error) {
    return toAppError(error);
  }
}

const refusals: readonly AppError['code'][] = [
  'unauthenticated',
  'forbidden',
  'version-mismatch',
  'bad-peer',
];
const kindOf = (error: AppError | null): BackOffKind =>
  error !== null && refusals.includes(error.code) ? 'refused' : 'unreachable';

function say(deps: LinkDeps, state: BackOffKind, error: AppError | null, waitMs: number): void {
  const reason = error?.userMessage ?? 'The control plane closed the link.';
  deps.onState({ state, since: deps.nowMs(), error: reason });
  const fields = { reason, code: error?.code, nextTryInMs: waitMs };
  if (state === 'refused') deps.log.error(fields, 'the control plane and this host do not accept each other');
  else deps.log.warn(fields, 'link is down');
}

import type { Actor } from '../auth/actor.ts';
import type { AuthDeps } from '../auth/auth-deps.ts';
import { authenticate } from '../auth/authenticate.ts';
import type { ServiceDeps } from '../services/service-deps.ts';

export type ApiContext = {
  readonly deps: ServiceDeps & AuthDeps;
  /** Null when nobody is signed in. */
  readonly actor: Actor | null;
  readonly headers: Headers;
};

export async function createContext(deps: ApiContext['deps'], headers: Headers): Promise<ApiContext> {
  return { deps, headers, actor: await authenticate(deps, headers) };
}

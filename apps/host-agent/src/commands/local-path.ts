import { AppError } from '@busbar/shared/errors/app-error';
import type { AgentEnvironment } from '../environment.ts';

/** Where the agent of this host serves its local protocol. @throws `precondition-failed` when it is set to serve nobody */
export function localPathOf({ localProtocol }: AgentEnvironment): string {
  if (localProtocol !== null) return localProtocol.path;
  throw new AppError(
    'precondition-failed',
    'The agent of this host is set to serve no local protocol (BUSBAR_LOCAL_SOCKET=none), which this needs.',
  );
}

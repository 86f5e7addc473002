import { AppError } from '@busbar/shared/errors/app-error';
import { createLogger } from '@busbar/shared/logging/create-logger';
import type { AgentEnvironment } from '../environment.ts';
import { type HostIdentity, readIdentity } from '../link/identity-file.ts';
import { runAgent } from '../run-agent.ts';
import { listenForStop, tellParent } from '../stop-requests.ts';
import { enrolFromFile, identityPathOf } from './enrol.ts';

export async function runCommand(
  environment: AgentEnvironment,
  enrolFrom: string | undefined,
): Promise<void> {
  const identity =
    enrolFrom === undefined
      ? await requireIdentity(environment)
      : await enrolFromFile(environment, enrolFrom);
  const log = createLogger({ name: 'host-agent', level: environment.logLevel }).child({
    hostId: identity.hostId,
  });
  await runAgent({
    environment,
    identity,
    log,
    onReady: () => tellParent({ type: 'ready' }),
    onRemainingVms: (remaining) => tellParent({ type: 'stopping', remaining }),
    ...listenForStop(),
  });
  if (process.connected) process.disconnect();
}

/** @throws `precondition-failed` before this machine is enrolled. */
export async function requireIdentity(environment: AgentEnvironment): Promise<HostIdentity> {
  const identity = await readIdentity(identityPathOf(environment));
  if (identity === null) {
    throw new AppError('precondition-failed', 'This machine is not enrolled.', {
      userMessage:
        'This machine is not enrolled. Copy the enrolment line from the control plane’s Hosts page.',
    });
  }
  return identity;
}

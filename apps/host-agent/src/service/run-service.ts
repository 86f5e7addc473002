/**
 * The agent as a service of Windows: told to stop by the service control manager, writing to a file of its own, and to
 * the event log what starts, stops or fails. VMs stay as they are when it stops.
 */
import { toAppError } from '@busbar/shared/errors/app-error';
import { createLogger } from '@busbar/shared/logging/create-logger';
import { openRotatingFile } from '@busbar/shared/logging/rotating-file';
import { type EventKind, writeEvent } from '@busbar/shared/native/event-log';
import { runWindowsService } from '@busbar/shared/native/windows-service';
import { requireIdentity } from '../commands/run.ts';
import { type AgentEnvironment, windowsFolders } from '../environment.ts';
import { runAgent } from '../run-agent.ts';
import { agentVersion } from '../version.ts';

/** As packaging/windows/install.ps1 registers them. */
export const serviceName = 'busbar-host';
export const eventSource = 'Busbar';
const eventIds = { started: 1, stopped: 2, failed: 3 } as const;

/** Resolves once the service has stopped. @throws `precondition-failed` when a person started it. */
export async function runService(environment: AgentEnvironment): Promise<void> {
  const tell = (kind: EventKind, id: number, text: string): void =>
    void writeEvent(eventSource, { kind, id, text });
  await runWindowsService(serviceName, async (stopRequested) => {
    tell('information', eventIds.started, `Busbar host agent ${agentVersion} is starting.`);
    try {
      await runUntilStopped(environment, stopRequested);
    } catch (error) {
      const { userMessage } = toAppError(error);
      tell('error', eventIds.failed, `Busbar host agent ${agentVersion} has failed: ${userMessage}`);
      throw error;
    }
    tell('information', eventIds.stopped, 'Busbar host agent has stopped. VMs go on running.');
    return 0;
  });
}

async function runUntilStopped(environment: AgentEnvironment, stopRequested: Promise<void>): Promise<void> {
  const file = openRotatingFile({ path: windowsFolders().logFile });
  const level = environment.logLevel;
  const log = createLogger({ name: 'host-agent', level, destination: file, pretty: false });
  try {
    const identity = await requireIdentity(environment);
    await runAgent({
      environment,
      identity,
      log: log.child({ hostId: identity.hostId }),
      onReady: () => undefined,
      onRemainingVms: () => undefined,
      stopRequested: stopRequested.then(() => 'leave-vms' as const),
      powerOffNow: new AbortController().signal,
    });
  } catch (error) {
    log.fatal({ err: error }, 'the agent has failed');
    throw error;
  }
}

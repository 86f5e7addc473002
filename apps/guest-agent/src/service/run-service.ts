/** The agent as a service of Windows: told to stop by the service control manager, writing to a file of its own. */
import { toAppError } from '@busbar/shared/errors/app-error';
import { openRotatingFile } from '@busbar/shared/logging/rotating-file';
import { type EventKind, writeEvent } from '@busbar/shared/native/event-log';
import { runWindowsService } from '@busbar/shared/native/windows-service';
import { chooseChannel } from '../channel/choose-channel.ts';
import type { Program } from '../command-line.ts';
import { readEnvironment } from '../environment.ts';
import { jsonLog } from '../log.ts';
import { serveAgent } from '../serve.ts';
import { agentVersion } from '../version.ts';

/** As packaging/windows-guest/install-guest.ps1 registers them. */
export const serviceName = 'busbar-guest';
export const eventSource = 'BusbarGuest';
const eventIds = { started: 1, stopped: 2, failed: 3 } as const;

/** Resolves once the service has stopped. @throws `precondition-failed` when a person started it. */
export async function runService(program: Program): Promise<void> {
  const environment = readEnvironment();
  const tell = (kind: EventKind, id: number, text: string): void =>
    void writeEvent(eventSource, { kind, id, text });
  await runWindowsService(serviceName, async (stopRequested) => {
    tell('information', eventIds.started, `Busbar guest agent ${agentVersion} is starting.`);
    const file = openRotatingFile({ path: environment.serviceLog });
    const stopping = new AbortController();
    void stopRequested.then(() => stopping.abort());
    try {
      return await serveAgent({
        channel: await chooseChannel(null),
        isSandbox: false,
        environment: environment.all,
        executable: program.executable,
        root: '/',
        log: jsonLog((line) => file.write(line), Date.now),
        signal: stopping.signal,
      });
    } catch (error) {
      const { userMessage } = toAppError(error);
      tell('error', eventIds.failed, `Busbar guest agent ${agentVersion} has failed: ${userMessage}`);
      throw error;
    } finally {
      if (stopping.signal.aborted) tell('information', eventIds.stopped, 'Busbar guest agent has stopped.');
    }
  });
}

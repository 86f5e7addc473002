import { toAppError } from '@busbar/shared/errors/app-error';
import { requestJson } from '@busbar/shared/http2/request-json';
import { channelPaths, Empty } from '@busbar/shared/protocol/channel';
import type { Fleet } from '../../vms/fleet.ts';

/** Asks the guest agent; null when it has agreed, or why it was not asked or did not. */
export async function askGuestPower(
  fleet: Fleet,
  vmId: string,
  action: 'shutdown' | 'reboot',
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const session = fleet.guests.session(vmId);
    await requestJson(session, {
      path: channelPaths.power,
      body: { action },
      output: Empty,
      deadlineMs: 10_000,
      signal,
    });
    return null;
  } catch (thrown) {
    signal.throwIfAborted();
    return toAppError(thrown).message;
  }
}

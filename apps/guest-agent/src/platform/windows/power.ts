/** Shuts a Windows guest down: programs are told, and do not keep it from happening. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Log } from '../../log.ts';
import type { Power, PowerAction } from '../../services/power.ts';

const run = promisify(execFile);
const commandDeadlineMs = 10_000;
/** A power-off that was planned (for the event log), now, also where somebody has unsaved work. */
const argumentsOf: Readonly<Record<PowerAction, readonly string[]>> = {
  shutdown: ['/s', '/t', '0', '/f', '/d', 'p:0:0'],
  reboot: ['/r', '/t', '0', '/f', '/d', 'p:0:0'],
};

export const windowsPower = (log: Log): Power => ({
  // Windows itself refuses an account that may not; that is logged.
  assertAllowed: () => undefined,
  begin: (action) => {
    run('shutdown.exe', argumentsOf[action], { timeout: commandDeadlineMs, windowsHide: true }).then(
      () => log('info', `${action} has begun`, {}),
      (error: unknown) => log('error', `Windows did not begin the ${action}`, { reason: String(error) }),
    );
  },
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Log } from '../../log.ts';
import type { Power, PowerAction } from '../../services/power.ts';

const run = promisify(execFile);
/** systemctl only queues the job; more time than this means that init does not answer. */
const commandDeadlineMs = 10_000;

/** Most orderly first. The last ones sync and go without asking init, which may be what is broken. */
export const powerCommands: Readonly<Record<PowerAction, readonly (readonly string[])[]>> = {
  shutdown: [
    ['systemctl', '--no-block', 'poweroff'],
    ['shutdown', '-P', 'now'],
    ['poweroff'],
    ['systemctl', '--force', 'poweroff'],
    ['poweroff', '-f'],
  ],
  reboot: [
    ['systemctl', '--no-block', 'reboot'],
    ['shutdown', '-r', 'now'],
    ['reboot'],
    ['systemctl', '--force', 'reboot'],
    ['reboot', '-f'],
  ],
};

/** The guest's own shutdown, as root. */
export function linuxPower(deps: { readonly ownUid: number; readonly log: Log }): Power {
  return {
    assertAllowed: () => {
      if (deps.ownUid === 0) return;
      throw new AppError('forbidden', 'The agent is not root in this guest, so it cannot shut it down.');
    },
    begin: (action) => void begin(action, deps.log),
  };
}

async function begin(action: PowerAction, log: Log): Promise<void> {
  for (const [command = '', ...args] of powerCommands[action]) {
    try {
      await run(command, args, { timeout: commandDeadlineMs });
      return log('info', `${action} has begun`, { command });
    } catch (error) {
      log('warn', `${command} did not begin the ${action}`, { reason: String(error) });
    }
  }
  log('error', `nothing in this guest could begin the ${action}`, {});
}

/** Codes with which a sandbox's agent asks its init for the same. */
export const sandboxExitCodes: Readonly<Record<PowerAction, number>> = { shutdown: 64, reboot: 65 };

/** In a sandbox the agent's end is the machine's end; its exit code says which. */
export const sandboxPower = (exit: (code: number) => void): Power => ({
  assertAllowed: () => undefined,
  begin: (action) => exit(sandboxExitCodes[action]),
});

import { randomUUID } from 'node:crypto';
import { uptime, userInfo } from 'node:os';
import { bootMark } from '@busbar/shared/native/boot-mark';
import type { Machine, MachineOptions } from '../machine.ts';
import { variable } from './plan-launch.ts';
import { windowsPower } from './power.ts';
import { windowsSystem } from './windows-system.ts';

/**
 * Kept in memory by Windows, so that a restart of the agent finds it and one of Windows does not. Apart
 * from the host agent's key, which would be forgotten with it.
 */
const bootKey = 'SOFTWARE\\BusbarGuestBoot';

export async function windowsMachine({ executable, environment, log }: MachineOptions): Promise<Machine> {
  const account = { name: userInfo().username, domain: variable(environment, 'USERDOMAIN') ?? '.' };
  return {
    system: windowsSystem({ account, environment, executable, log }),
    boot: { bootId: bootMark(bootKey, randomUUID()), uptimeSeconds: uptime },
    power: windowsPower(log),
  };
}

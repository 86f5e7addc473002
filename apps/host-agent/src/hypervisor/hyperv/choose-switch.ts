import { AppError } from '@busbar/shared/errors/app-error';
import type { SwitchResult } from './results.ts';

/** On every client Windows: NAT, DHCP and DNS without any setting up. Its name is localised. */
export const defaultSwitchId = 'c08cb7b8-9b3c-408e-8e30-5e16a3aeb444';

/**
 * The switch for a VM that is to have a network: the Default Switch, else the host's only external one. Pure.
 *
 * @throws AppError `precondition-failed`: which of several a VM belongs on is not for Busbar to guess.
 */
export function chooseSwitch<Switch extends Pick<SwitchResult, 'Id' | 'Name' | 'SwitchType'>>(
  switches: readonly Switch[],
): Switch {
  const natural = switches.find(({ Id }) => Id === defaultSwitchId);
  if (natural !== undefined) return natural;
  const external = switches.filter(({ SwitchType }) => SwitchType === 'External');
  const [only] = external;
  if (only !== undefined && external.length === 1) return only;
  const names = switches.map(({ Name, SwitchType }) => `${Name} (${SwitchType})`).join(', ') || 'none';
  throw new AppError(
    'precondition-failed',
    `This host has no Default Switch and ${external.length === 0 ? 'no' : 'more than one'} external switch (it has: ${names}).`,
    {
      userMessage:
        'This host has no switch that a VM with a network clearly belongs on. Make one external switch (New-VMSwitch), or choose “no network”.',
    },
  );
}

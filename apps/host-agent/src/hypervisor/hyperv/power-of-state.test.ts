import { describe, expect, test } from 'vitest';
import { powerOffCall, resetCall, startCall } from './power.ts';
import { isOff, isSaved, powerOfState } from './power-of-state.ts';

const Id = '3f2a9c1e-5b1d-4f0e-9a55-0c2f5d1f9b10';
const cmdletOf = (call: { readonly cmdlet: string } | null) => call?.cmdlet ?? null;

/** Every state that Windows Server 2025 knows: power, and what starts it, powers it off and resets it. */
const states = [
  ['Running', 'running', null, 'Stop-VM', 'Restart-VM'],
  ['Off', 'stopped', 'Start-VM', null, 'precondition-failed'],
  ['Stopping', 'stopping', 'conflict', 'Stop-VM', 'Restart-VM'],
  ['Saved', 'paused', 'Start-VM', 'Remove-VMSavedState', 'precondition-failed'],
  ['Paused', 'paused', 'Resume-VM', 'Stop-VM', 'Restart-VM'],
  ['Starting', 'starting', null, 'Stop-VM', 'Restart-VM'],
  ['Reset', 'starting', null, 'Stop-VM', 'Restart-VM'],
  ['Saving', 'paused', 'conflict', 'Stop-VM', 'Restart-VM'],
  ['Pausing', 'paused', 'conflict', 'Stop-VM', 'Restart-VM'],
  ['Resuming', 'starting', null, 'Stop-VM', 'Restart-VM'],
  ['FastSaved', 'paused', 'Start-VM', 'Remove-VMSavedState', 'precondition-failed'],
  ['FastSaving', 'paused', 'conflict', 'Stop-VM', 'Restart-VM'],
  ['ForceShutdown', 'stopping', 'conflict', 'Stop-VM', 'Restart-VM'],
  ['ForceReboot', 'starting', null, 'Stop-VM', 'Restart-VM'],
  ['Hibernated', 'stopped', 'Start-VM', null, 'precondition-failed'],
  ['ComponentServicing', 'running', null, 'Stop-VM', 'Restart-VM'],
] as const;

const attempt = (plan: () => { readonly cmdlet: string } | null): string | null => {
  try {
    return cmdletOf(plan());
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test.each(states)('%s is %s', (state, power, start, powerOff, reset) => {
  expect(powerOfState(state)).toBe(power);
  expect(attempt(() => startCall({ Id, State: state }))).toBe(start);
  expect(attempt(() => powerOffCall({ Id, State: state }))).toBe(powerOff);
  expect(attempt(() => resetCall({ Id, State: state }))).toBe(reset);
});

describe('a VM whose storage is lost', () => {
  const critical = states
    .map(([state]) => `${state}Critical`)
    .filter((state) => !/^(Force|Hibernated|Component)/.test(state));

  test.each(critical)('%s is crashed and cannot be started', (state) => {
    expect(powerOfState(state)).toBe('crashed');
    expect(attempt(() => startCall({ Id, State: state }))).toBe('precondition-failed');
  });

  test('is powered off only where it is on', () => {
    expect(powerOffCall({ Id, State: 'OffCritical' })).toBeNull();
    expect(cmdletOf(powerOffCall({ Id, State: 'PausedCritical' }))).toBe('Stop-VM');
    expect(cmdletOf(powerOffCall({ Id, State: 'SavedCritical' }))).toBe('Remove-VMSavedState');
  });
});

test.each(['Other', '', 'ANewState', 'constructor'])('nobody takes %j for off', (state) => {
  expect(powerOfState(state)).toBe('running');
  expect(isOff(state) || isSaved(state)).toBe(false);
});

import { describe, expect, test } from 'vitest';
import { pauseCall, powerOffCall, resetCall, saveCall, startCall } from './power.ts';
import { isOff, isSaved, powerOfState } from './power-of-state.ts';

const Id = '3f2a9c1e-5b1d-4f0e-9a55-0c2f5d1f9b10';
const cmdletOf = (call: { readonly cmdlet: string } | null) => call?.cmdlet ?? null;

/** Every state that Windows Server 2025 knows: power, and what starts it, powers it off, resets, pauses and saves it. */
const states = [
  ['Running', 'running', null, 'Stop-VM', 'Restart-VM', 'Suspend-VM', 'Save-VM'],
  ['Off', 'stopped', 'Start-VM', null, 'precondition-failed', 'precondition-failed', 'precondition-failed'],
  ['Stopping', 'stopping', 'conflict', 'Stop-VM', 'Restart-VM', 'precondition-failed', 'precondition-failed'],
  ['Saved', 'saved', 'Start-VM', 'Remove-VMSavedState', 'precondition-failed', 'precondition-failed', null],
  ['Paused', 'paused', 'Resume-VM', 'Stop-VM', 'Restart-VM', null, 'Save-VM'],
  ['Starting', 'starting', null, 'Stop-VM', 'Restart-VM', 'precondition-failed', 'precondition-failed'],
  ['Reset', 'starting', null, 'Stop-VM', 'Restart-VM', 'precondition-failed', 'precondition-failed'],
  ['Saving', 'paused', 'conflict', 'Stop-VM', 'Restart-VM', null, 'precondition-failed'],
  ['Pausing', 'paused', 'conflict', 'Stop-VM', 'Restart-VM', null, 'precondition-failed'],
  ['Resuming', 'starting', null, 'Stop-VM', 'Restart-VM', 'precondition-failed', 'precondition-failed'],
  [
    'FastSaved',
    'saved',
    'Start-VM',
    'Remove-VMSavedState',
    'precondition-failed',
    'precondition-failed',
    null,
  ],
  ['FastSaving', 'paused', 'conflict', 'Stop-VM', 'Restart-VM', null, 'precondition-failed'],
  [
    'ForceShutdown',
    'stopping',
    'conflict',
    'Stop-VM',
    'Restart-VM',
    'precondition-failed',
    'precondition-failed',
  ],
  ['ForceReboot', 'starting', null, 'Stop-VM', 'Restart-VM', 'precondition-failed', 'precondition-failed'],
  [
    'Hibernated',
    'stopped',
    'Start-VM',
    null,
    'precondition-failed',
    'precondition-failed',
    'precondition-failed',
  ],
  [
    'ComponentServicing',
    'running',
    null,
    'Stop-VM',
    'Restart-VM',
    'precondition-failed',
    'precondition-failed',
  ],
] as const;

const attempt = (plan: () => { readonly cmdlet: string } | null): string | null => {
  try {
    return cmdletOf(plan());
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test.each(states)('%s is %s', (state, power, start, powerOff, reset, pause, save) => {
  expect(powerOfState(state)).toBe(power);
  expect(attempt(() => startCall({ Id, State: state }))).toBe(start);
  expect(attempt(() => powerOffCall({ Id, State: state }))).toBe(powerOff);
  expect(attempt(() => resetCall({ Id, State: state }))).toBe(reset);
  expect(attempt(() => pauseCall({ Id, State: state }))).toBe(pause);
  expect(attempt(() => saveCall({ Id, State: state }))).toBe(save);
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

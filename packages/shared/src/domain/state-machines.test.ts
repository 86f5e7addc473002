import { describe, expect, it } from 'vitest';
import { HostState, hostTransitions, nextHostState } from './host-state.ts';
import { isFinalJobState, JobState, jobTransitions, nextJobState } from './job-state.ts';
import { nextVmState, VmState, vmTransitions } from './vm-state.ts';

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;
const machines: readonly { name: string; states: readonly string[]; transitions: Table }[] = [
  { name: 'job', states: JobState.options, transitions: jobTransitions as Table },
  { name: 'vm', states: VmState.options, transitions: vmTransitions as Table },
  { name: 'host', states: HostState.options, transitions: hostTransitions as Table },
];

describe.each(machines)('the $name machine', ({ states, transitions }) => {
  it('leads only to states that exist', () => {
    const targets = Object.values(transitions).flatMap((byEvent) => Object.values(byEvent));
    for (const target of targets) expect(states).toContain(target);
  });

  it('reaches every state from its first one', () => {
    const reached = new Set<string>(states.slice(0, 1));
    for (let size = 0; size !== reached.size; ) {
      size = reached.size;
      for (const state of [...reached]) {
        for (const target of Object.values(transitions[state] ?? {})) reached.add(target);
      }
    }
    expect([...reached].sort()).toEqual([...states].sort());
  });
});

describe('a job', () => {
  const events = [
    'host-offline',
    'host-online',
    'accepted',
    'refused',
    'cancel-requested',
    'succeeded',
    'failed',
    'cancelled',
    'lost',
  ] as const;

  it.each(['succeeded', 'failed', 'cancelled'] as const)('never leaves %s', (state) => {
    expect(isFinalJobState(state)).toBe(true);
    for (const event of events) expect(nextJobState(state, event)).toBeNull();
  });

  it('waits for an offline host and is never failed by its absence', () => {
    expect(nextJobState('queued', 'host-offline')).toBe('waiting');
    expect(nextJobState('waiting', 'host-online')).toBe('queued');
    expect(nextJobState('running', 'host-offline')).toBeNull();
  });

  it('ends at once when it is cancelled before a host has it, and only by the host afterwards', () => {
    expect(nextJobState('queued', 'cancel-requested')).toBe('cancelled');
    expect(nextJobState('waiting', 'cancel-requested')).toBe('cancelled');
    expect(nextJobState('running', 'cancel-requested')).toBe('cancelling');
  });

  it('keeps a success that was on its way when the cancel came', () => {
    expect(nextJobState('cancelling', 'succeeded')).toBe('succeeded');
  });
});

describe('a VM', () => {
  it('is missing, not deleted, when its host has lost it behind our back', () => {
    expect(nextVmState('running', 'gone')).toBe('missing');
    expect(nextVmState('deleting', 'gone')).toBe('deleted');
  });

  it('comes back from missing when its host has it again', () => {
    expect(nextVmState('missing', 'observed-running')).toBe('running');
  });

  it('is not moved by observations while it is being provisioned or deleted', () => {
    expect(nextVmState('provisioning', 'observed-running')).toBeNull();
    expect(nextVmState('deleting', 'observed-running')).toBeNull();
  });
});

describe('a host', () => {
  it('never returns once it is removed', () => {
    expect(nextHostState('removed', 'link-up')).toBeNull();
  });
});

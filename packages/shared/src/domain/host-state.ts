import { z } from 'zod';
import { nextState, type Transitions } from './transition.ts';

/** A host as the control plane knows it. `enrolled`: it has a key and has never called. `removed` is final. */
export const HostState = z.enum(['enrolled', 'online', 'offline', 'removed']);
export type HostState = z.infer<typeof HostState>;
export type HostStateEvent = 'link-up' | 'link-down' | 'removed';

export const hostTransitions: Transitions<HostState, HostStateEvent> = {
  enrolled: { 'link-up': 'online', removed: 'removed' },
  online: { 'link-up': 'online', 'link-down': 'offline', removed: 'removed' },
  offline: { 'link-up': 'online', 'link-down': 'offline', removed: 'removed' },
  removed: {},
};

export const nextHostState = (state: HostState, event: HostStateEvent): HostState | null =>
  nextState(hostTransitions, state, event);

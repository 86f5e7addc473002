/**
 * State machines as data: which event leads from which state to which. Pure; the one door through which
 * stored states change is a compare-and-set on the result.
 */
export type Transitions<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>;

/** The state after `event`, or `null` when the event means nothing in that state and must be refused. */
export function nextState<State extends string, Event extends string>(
  transitions: Transitions<State, Event>,
  state: State,
  event: Event,
): State | null {
  return transitions[state][event] ?? null;
}

/** A state without outgoing transitions is final: it never changes again. */
export function isFinalState<State extends string, Event extends string>(
  transitions: Transitions<State, Event>,
  state: State,
): boolean {
  return Object.keys(transitions[state]).length === 0;
}

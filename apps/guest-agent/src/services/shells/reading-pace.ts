/**
 * Decides whether a shell's terminal is read at the moment. A fast program is slowed to its fastest live
 * viewer, so that no one who keeps up loses a byte; it is never stopped for lack of viewers, nor by viewers
 * that have stalled. Pure.
 */

/** A live viewer may be this far behind before the program is slowed: a quarter of what is kept. */
export const paceLimitBytes = 1024 * 1024;
/** A viewer that owes acknowledgements and sends none for this long no longer slows anyone. */
export const stallAfterMs = 2_000;

export type ViewerProgress = {
  /** Output that this viewer has not been sent yet, in bytes. */
  readonly behindBytes: number;
  /** Since when it owes an acknowledgement; null when it owes none. */
  readonly owingSinceMs: number | null;
};

export type Pace = {
  readonly isPaused: boolean /** When to decide again without other news. */;
  readonly againAtMs: number | null;
};

export function decidePace(viewers: readonly ViewerProgress[], nowMs: number): Pace {
  const live = viewers.filter(
    ({ owingSinceMs }) => owingSinceMs === null || nowMs - owingSinceMs < stallAfterMs,
  );
  const isPaused = live.length > 0 && live.every((viewer) => viewer.behindBytes > paceLimitBytes);
  if (!isPaused) return { isPaused, againAtMs: null };
  const stalls = live.map(({ owingSinceMs }) => (owingSinceMs ?? nowMs) + stallAfterMs);
  return { isPaused, againAtMs: Math.min(...stalls) };
}

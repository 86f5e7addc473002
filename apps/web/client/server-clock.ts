/** The control plane's time as its answers tell it, for a page on a machine whose own clock is wrong. */

/** An answer's Date counts whole seconds and has travelled; a difference below this is none. */
const toleranceMs = 3_000;
let offsetMs = 0;

/** `date`: the header of that name of an answer that has just come (RFC 9110 §6.6.1); null changes nothing. */
export function noteServerTime(date: string | null): void {
  const differenceMs = date === null ? Number.NaN : Date.parse(date) - Date.now();
  if (Number.isNaN(differenceMs)) return;
  offsetMs = Math.abs(differenceMs) < toleranceMs ? 0 : differenceMs;
}

/** Milliseconds since 1970. */
export const serverTimeMs = (): number => Date.now() + offsetMs;

/** How long to wait before dialling again. Pure. */

export const backOffLimits = {
  /** The control plane cannot be reached: it is soon back after a restart. */
  unreachable: { firstMs: 500, longestMs: 30_000 },
  /** It answered and does not want us: nothing changes until a person does something. */
  refused: { firstMs: 60_000, longestMs: 15 * 60_000 },
} as const;

export type BackOffKind = keyof typeof backOffLimits;

/**
 * Doubles with each failure up to the longest, then takes between half and all of it, so that a fleet does
 * not come back in one moment.
 *
 * @param failures failures in a row, from 1
 * @param random from 0 to 1
 */
export function backOffMs(kind: BackOffKind, failures: number, random: number): number {
  const { firstMs, longestMs } = backOffLimits[kind];
  const wholeMs = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(wholeMs * (0.5 + 0.5 * random));
}

/** The value below which `share` (0 to 1) of the sample lies. @throws when there is no sample. */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error('There is no figure to take a percentile of.');
  return value;
}

export const median = (sample: readonly number[]): number => percentile(sample, 0.5);

/** What a benchmark reports: a figure of ours and, where there is one, its peer's from the same run. */
export type BenchRow = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: { readonly name: string; readonly value: number };
  /** Ours to the peer's. */
  readonly ratio?: number;
  /** As people read it, such as `≤ 1.6×`. */
  readonly target?: string;
  readonly ok?: boolean;
};

/** What a ratio has to be: a rate at least, a time at most. */
export type RatioTarget = { readonly atLeast: number } | { readonly atMost: number };

type Comparison = {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: { readonly name: string; readonly value: number };
  /** Left out: the ratio is told, and nothing is asked of it. */
  readonly target?: RatioTarget;
};

/** A figure beside its peer's, judged by their ratio. */
export function compared({ name, unit, ours, peer, target }: Comparison): BenchRow {
  const ratio = ours / peer.value;
  const row = { name, value: ours, unit, peer, ratio };
  if (target === undefined) return row;
  return 'atLeast' in target
    ? { ...row, target: `≥ ${target.atLeast}×`, ok: ratio >= target.atLeast }
    : { ...row, target: `≤ ${target.atMost}×`, ok: ratio <= target.atMost };
}

/** A figure judged by itself. */
export const limited = (name: string, value: number, limit: { atMost: number; unit: string }): BenchRow => ({
  name,
  value,
  unit: limit.unit,
  target: `≤ ${limit.atMost} ${limit.unit}`,
  ok: value <= limit.atMost,
});

/** A benchmark of the list in `main.ts`. What it cannot measure here it says with `Unmeasurable`. */
export type Benchmark = () => Promise<readonly BenchRow[]>;

/** Something that the machine lacks: the benchmark is skipped with this reason, and has not failed. */
export class Unmeasurable extends Error {}

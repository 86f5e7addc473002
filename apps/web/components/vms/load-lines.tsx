'use client';
import { useLoadSeries } from '@/client/load-series/use-load-series.ts';
import { linePath, lineSize } from './line-path.ts';

const newestOf = (percents: readonly (number | null)[]): string => {
  const newest = percents.findLast((percent) => percent !== null);
  return newest === undefined || newest === null ? 'unknown' : `${newest} %`;
};

/** CPU (copper) and memory (grey) of a VM over the last five minutes. Nothing where nothing is reported. */
export function LoadLines({ vmId }: { readonly vmId: string }) {
  const series = useLoadSeries(vmId);
  if (series === null) return null;
  const label = `CPU ${newestOf(series.cpu)}, memory ${newestOf(series.memory)}`;
  const line = { fill: 'none', strokeWidth: 1.25, strokeLinejoin: 'round' } as const;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${lineSize.width} ${lineSize.height}`}
      {...lineSize}
      className="block"
      data-testid="load-lines"
    >
      <title>{`${label}, over the last five minutes`}</title>
      <path {...line} d={linePath(series.memory)} stroke="var(--ink-3)" />
      <path {...line} d={linePath(series.cpu)} stroke="var(--copper-solid)" />
    </svg>
  );
}

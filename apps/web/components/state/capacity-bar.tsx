// biome-ignore-all lint/a11y/useSemanticElements: the look of a meter element cannot be set alike in all browsers
import { classNames } from '@/client/class-names.ts';

type CapacityBarProps = {
  readonly label: string;
  readonly used: number;
  readonly total: number;
  /** Such as "12 of 64 GiB". */
  readonly text: string;
  /** What is promised may exceed what there is; that is no alarm. */
  readonly isPromise?: boolean;
};

const tight = 0.8;
const full = 0.95;

/** How full something is. Amber from 80 %, red from 95 %, and the figures always beside it. */
export function CapacityBar({ label, used, total, text, isPromise = false }: CapacityBarProps) {
  const share = total > 0 ? Math.min(1, Math.max(0, used / total)) : 0;
  return (
    <div className="min-w-0">
      <div className="flex justify-between gap-2 text-xs">
        <span className="shrink-0 text-ink-3">{label}</span>
        <span className="truncate text-ink-2" title={text}>
          {text}
        </span>
      </div>
      <div
        role="meter"
        aria-label={label}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={text}
        className="mt-1 h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          className={classNames(
            'h-full rounded-full',
            isPromise ? 'bg-ink-3' : share >= full ? 'bg-bad' : share >= tight ? 'bg-warn' : 'bg-ink-3',
          )}
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  );
}

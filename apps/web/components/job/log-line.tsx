import type { JobEventView } from '@busbar/shared/realtime/views';
import { classNames } from '@/client/class-names.ts';

const tones = { info: '', warn: 'text-warn', error: 'text-bad' } as const;
const marks = { info: '', warn: 'warning ', error: 'error ' } as const;

type LogLineProps = {
  readonly line: JobEventView;
  readonly hasTime: boolean;
  readonly isWrapped: boolean;
  readonly isLinked: boolean;
  readonly onLink: () => void;
};

export function LogLine({ line, hasTime, isWrapped, isLinked, onLink }: LogLineProps) {
  return (
    <div
      data-testid="log-line"
      className={classNames(
        'flex min-h-6 gap-3 pr-4 leading-5 hover:bg-line/40',
        isLinked && 'bg-copper-wash',
        tones[line.level],
      )}
    >
      <button
        type="button"
        onClick={onLink}
        aria-label={`Link to line ${line.number}`}
        className="h-6 w-10 shrink-0 self-start text-right sm:w-14 text-ink-3 select-none hover:text-ink"
      >
        {line.number}
      </button>
      {hasTime && (
        <time dateTime={line.at.toISOString()} className="shrink-0 self-start py-0.5 text-ink-3">
          {line.at.toISOString().slice(11, 23)}
        </time>
      )}
      <span
        className={classNames(
          'min-w-0 py-0.5',
          isWrapped ? 'break-words whitespace-pre-wrap' : 'whitespace-pre',
          line.type !== 'log' && 'font-semibold',
        )}
      >
        <span className="sr-only">{marks[line.level]}</span>
        {line.text}
      </span>
    </div>
  );
}

import type { StepView } from '@busbar/shared/realtime/views';
import { classNames } from '@/client/class-names.ts';
import { progressText } from '@/components/jobs/job-progress.tsx';
import { Elapsed } from '@/components/state/elapsed.tsx';
import { StepIcon } from './step-icon.tsx';

type StepListProps = {
  readonly steps: readonly StepView[];
  readonly current: string | null;
  readonly onSelect: (name: string) => void;
};

/** The steps in order; choosing one shows only its part of the log. */
export function StepList({ steps, current, onSelect }: StepListProps) {
  return (
    <ol
      aria-label="Steps"
      className="max-h-40 shrink-0 overflow-y-auto border-b border-line py-1 md:max-h-none md:w-72 md:border-r md:border-b-0"
    >
      {steps.map((step) => (
        <li key={step.name} data-testid="job-step" data-step={step.name} data-state={step.state}>
          <button
            type="button"
            aria-pressed={current === step.name}
            onClick={() => onSelect(step.name)}
            className={classNames(
              'flex min-h-8 w-full items-start gap-2 px-4 py-1.5 text-left hover:bg-line/50',
              current === step.name && 'bg-line/70',
              step.state === 'pending' && 'text-ink-3',
            )}
          >
            <StepIcon state={step.state} />
            <span className="min-w-0 flex-1">
              {step.title}
              {step.state === 'running' && step.progress && (
                <span className="block text-xs text-ink-3">{progressText(step.progress)}</span>
              )}
              {step.error && (
                <span className="block text-xs text-bad">{step.error.userMessage ?? step.error.message}</span>
              )}
            </span>
            <span className="text-xs leading-5 text-ink-3">
              <Elapsed from={step.startedAt} to={step.endedAt} />
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

import type { StepState } from '@busbar/shared/domain/step-state';
import {
  Circle,
  CircleAlert,
  CircleCheck,
  CircleMinus,
  CircleX,
  LoaderCircle,
  type LucideIcon,
  Undo2,
} from 'lucide-react';
import { classNames } from '@/client/class-names.ts';

const looks: Readonly<Record<StepState, readonly [LucideIcon, string]>> = {
  pending: [Circle, 'text-ink-3'],
  running: [LoaderCircle, 'text-copper animate-spin'],
  succeeded: [CircleCheck, 'text-ok'],
  failed: [CircleX, 'text-bad'],
  skipped: [CircleMinus, 'text-ink-3'],
  undone: [Undo2, 'text-ink-3'],
  'undo-failed': [CircleAlert, 'text-bad'],
};

export function StepIcon({ state }: { readonly state: StepState }) {
  const [Icon, tone] = looks[state];
  return <Icon role="img" aria-label={state} className={classNames('mt-0.5 size-4 shrink-0', tone)} />;
}

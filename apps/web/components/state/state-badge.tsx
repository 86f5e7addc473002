import type { HostState } from '@busbar/shared/domain/host-state';
import type { JobState } from '@busbar/shared/domain/job-state';
import type { VmState } from '@busbar/shared/domain/vm-state';
import {
  Archive,
  Ban,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CirclePlay,
  CircleStop,
  CircleX,
  Clock,
  LoaderCircle,
  type LucideIcon,
} from 'lucide-react';
import { classNames } from '@/client/class-names.ts';

type AnyState = VmState | JobState | HostState | 'pending' | 'delivered';
type Look = {
  readonly icon: LucideIcon;
  readonly tone: string;
  readonly isMoving?: boolean;
  readonly word?: string;
};

const ok = 'text-ok';
const warn = 'text-warn';
const bad = 'text-bad';
const calm = 'text-ink-2';

const looks: Readonly<Record<AnyState, Look>> = {
  requested: { icon: CircleDashed, tone: calm },
  provisioning: { icon: LoaderCircle, tone: calm, isMoving: true },
  starting: { icon: LoaderCircle, tone: calm, isMoving: true },
  running: { icon: LoaderCircle, tone: calm, isMoving: true },
  stopping: { icon: LoaderCircle, tone: calm, isMoving: true },
  stopped: { icon: CircleStop, tone: calm },
  paused: { icon: CirclePause, tone: warn },
  saved: { icon: Archive, tone: warn },
  failed: { icon: CircleX, tone: bad },
  missing: { icon: CircleX, tone: bad },
  deleting: { icon: LoaderCircle, tone: warn, isMoving: true },
  deleted: { icon: Ban, tone: calm },
  queued: { icon: CircleDashed, tone: calm },
  waiting: { icon: Clock, tone: warn, word: 'waiting for its host' },
  cancelling: { icon: LoaderCircle, tone: warn, isMoving: true },
  succeeded: { icon: CircleCheck, tone: ok },
  cancelled: { icon: Ban, tone: calm },
  enrolled: { icon: CircleDashed, tone: calm, word: 'never called' },
  online: { icon: CircleCheck, tone: ok },
  offline: { icon: CircleX, tone: bad },
  removed: { icon: Ban, tone: calm },
  pending: { icon: Clock, tone: warn },
  delivered: { icon: CircleCheck, tone: ok },
};
/** A VM that runs is at rest; a job that runs is moving. */
const runningVm: Look = { icon: CirclePlay, tone: ok };

type StateBadgeProps = { readonly state: AnyState; readonly of?: 'vm' | 'other' };

/** A state as shape, word and colour. */
export function StateBadge({ state, of = 'other' }: StateBadgeProps) {
  const look = of === 'vm' && state === 'running' ? runningVm : looks[state];
  const Icon = look.icon;
  return (
    <span
      data-state={state}
      className={classNames('inline-flex items-center gap-1.5 whitespace-nowrap', look.tone)}
    >
      <Icon
        aria-hidden
        className={classNames('size-3.5 shrink-0', look.isMoving === true && 'animate-spin')}
      />
      {look.word ?? state}
    </span>
  );
}

import type { DiskKind } from '@busbar/shared/domain/disk';
import { Choice } from '@/components/ui/choice.tsx';

/** `refused`: what the disk is already. */
export function KindChoice({
  initial,
  refused = null,
}: {
  readonly initial: DiskKind;
  readonly refused?: DiskKind | null;
}) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-xs font-medium text-ink-2">Kind</legend>
      <Choice
        name="kind"
        value="dynamic"
        defaultChecked={initial === 'dynamic'}
        disabled={refused === 'dynamic'}
        label="Dynamic"
        help={refused === 'dynamic' ? 'It is dynamic now.' : 'Its file grows as the guest writes.'}
      />
      <Choice
        name="kind"
        value="fixed"
        defaultChecked={initial === 'fixed'}
        disabled={refused === 'fixed'}
        label="Fixed"
        help={
          refused === 'fixed'
            ? 'It is fixed now.'
            : 'It takes all of its room on the host at once, so the host cannot run out of it later.'
        }
      />
    </fieldset>
  );
}

'use client';
import type { Retention } from '@busbar/shared/domain/backup';
import { planRetention } from '@busbar/shared/domain/plan-retention';
import type { VmBackup } from '@busbar/shared/protocol/backups';
import { plural } from '@/client/format.ts';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';

type RetentionFieldsProps = {
  readonly value: Retention | null;
  readonly onChange: (value: Retention | null) => void;
  /** Of this VM, in the chosen place. */
  readonly backups: readonly VmBackup[];
};

/** Which other backups of the VM stay, and what that means for those that are there. */
export function RetentionFields({ value, onChange, backups }: RetentionFieldsProps) {
  const change = (part: Partial<Retention>): void => {
    const next = { keepLast: value?.keepLast ?? null, keepDays: value?.keepDays ?? null, ...part };
    onChange(next.keepLast === null && next.keepDays === null ? null : next);
  };
  return (
    <div className="flex flex-col gap-1">
      <div className="grid grid-cols-2 gap-3">
        <Field id="keep-last" label="Keep the last">
          <NumberInput
            id="keep-last"
            max={1000}
            value={value?.keepLast ?? null}
            onChange={(keepLast) => change({ keepLast })}
          />
        </Field>
        <Field id="keep-days" label="Keep for days">
          <NumberInput
            id="keep-days"
            max={3650}
            value={value?.keepDays ?? null}
            onChange={(keepDays) => change({ keepDays })}
          />
        </Field>
      </div>
      <p id="retention-help" aria-live="polite" className="text-xs text-ink-2">
        {whatHappens(backups, value)}
      </p>
    </div>
  );
}

type NumberInputProps = {
  readonly id: string;
  readonly max: number;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
};

const NumberInput = ({ id, max, value, onChange }: NumberInputProps) => (
  <Input
    id={id}
    type="number"
    min={1}
    max={max}
    step={1}
    inputMode="numeric"
    placeholder="all"
    {...describedBy('retention')}
    value={value ?? ''}
    onChange={({ target }) => onChange(target.value === '' ? null : target.valueAsNumber)}
  />
);

/** As the host will decide once the new backup is whole; it looks anew then. */
function whatHappens(backups: readonly VmBackup[], rule: Retention | null): string {
  if (rule === null) return 'All backups of this VM stay. Say a number to have older ones removed.';
  const made = { id: 'made', createdAt: Date.now(), check: null, damage: null };
  const { remove, spared } = planRetention([made, ...backups], rule, { nowMs: Date.now(), made: made.id });
  const kept = spared === null ? '' : ' The newest verified one stays too, until another has been verified.';
  if (remove.length === 0) return `None is removed once this backup is whole.${kept}`;
  return `Once this backup is whole, ${plural(remove.length, 'older one')} of this VM ${remove.length === 1 ? 'is' : 'are'} removed for good.${kept}`;
}
